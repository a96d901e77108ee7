"""Addresses of one's own way in. Their names have no room before them: doors all over the house lead here."""

from django.urls import path

from casefile.entry import confirm, views

urlpatterns = [
    path("login/confirm", confirm.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/passkey", confirm.PasskeyAlone.as_view(), name="mfa_login_webauthn"),
    path("confirm", confirm.confirm, name="confirm"),
    path("password", views.password, name="account_change_password"),
    path("account", views.shown, name="account"),
    path("account/enrol", views.enrol, name="enrol"),
    path("account/enrol/app", views.enrol_app, name="enrol-app"),
    path("account/enrol/passkey", views.enrol_passkey, name="enrol-passkey"),
    path("account/codes", views.new_codes, name="new-codes"),
    path("account/factors/<int:number>/remove", views.remove, name="factor-remove"),
    path("account/sign-ins/<uuid:sign_in>/end", views.end, name="sign-in-end"),
    path("account/sign-ins/end-others", views.end_others, name="sign-ins-end"),
    path("session", views.state, name="session"),
    path("session/stay", views.stay, name="session-stay"),
    path("session/back", views.back, name="session-back"),
]
