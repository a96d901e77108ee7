"""Every address of the house. The floors above are wired by their names alone."""

from allauth.account import views as account
from django.urls import include, path

from casefile import views
from casefile.entry.doorkeeper import without_factor

urlpatterns = [
    path("", views.door, name="door"),
    path("login", account.login, name="account_login"),
    path("logout", without_factor(account.logout), name="account_logout"),
    path("signup", account.signup, name="account_signup"),  # answers that accounts come by invitation
    path("inactive", account.account_inactive, name="account_inactive"),
    path("welcome/<str:token>", views.welcome, name="welcome"),
    path("tokens", views.tokens, name="tokens"),
    path("tokens/<uuid:ref>/revoke", views.revoke, name="token-revoke"),
    path("api/", include("casefile.api.urls")),
    path("", include("casefile.entry.urls")),
    path("", include("filings.house_urls")),
    path("<slug:lawsuit>/", include("plaintiffs.urls")),
    path("<slug:lawsuit>/", include("filings.urls")),
]

handler400 = "casefile.views.unreadable"
handler500 = "casefile.views.broken"
