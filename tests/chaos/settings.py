"""The house's settings with the rig's hand in them: papers that can be poisoned, and a web that can be struck."""

from casefile.settings import *  # noqa: F403
from casefile.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.chaos.planted.Planted"]
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 6, 9  # an endless loop is found out sooner than in earnest
CELERY_WORKER_LOST_WAIT = 1.0
