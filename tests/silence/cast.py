"""Run inside the drill's house: tables, a lawsuit, one person of each role, and the people that a service enrols."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command

from casefile import clock
from casefile.entry import codes, factors
from casefile.models import Role, Staff
from tests import factories
from tests.api.conftest import token_of

COLLEAGUE = "colleague@moltrask.example"  # glass takes two attorneys
PASSWORD = "a long word for the drill"
SEED = "NBXW63DBNVSHE2LMNQQGC43TMVSCA33O"  # of everybody's authenticator app


def main(canaries: Path, *, first: int) -> None:
    """The people from the place `first` on are enrolled; the others come by page and sheet."""
    people = json.loads(canaries.read_text(encoding="utf-8"))["people"]
    call_command("migrate", database="owner", verbosity=0)
    everybody = [
        Staff.objects.enrol(f"{role}@moltrask.example", name=f"Somebody {role}", role=Role(role), password=PASSWORD)
        for role in Role.values
    ]
    everybody.append(Staff.objects.enrol(COLLEAGUE, name="Another attorney", role=Role.ATTORNEY, password=PASSWORD))
    for one in everybody:
        factors.enrol_app(one, seed=SEED, code=codes.code_of(SEED, step=codes.step_at(clock.now()) - 1))
    given = {one.email.partition("@")[0]: token_of(one) for one in everybody}
    (Path(os.environ["CASEFILE_HOME"]) / "tokens.json").write_text(json.dumps(given))
    everybody.sort(key=lambda one: one.role != Role.ATTORNEY)
    lawsuit = factories.opened(slug="doe-v-rivermont", members=everybody)
    for person in people[first:]:
        factories.enrolled(
            lawsuit,
            code=person["client_code"],
            number=int(person["doe_label"].split()[-1]),
            identity=factories.canary(person),
            events=factories.rejected(days_ago=100),
            city_claim_no=person["claim_no"],
            duty="current",
            harms=("therapy",),
            released_on=clock.today() - timedelta(days=150),
            covert_role="undercover",
        )
