"""The net of the house follows the vault, and what papers carry anyway."""

from casefile.models import Firm
from plaintiffs.leakguard.nets import current_net


def test_the_net_is_kept_while_nothing_changes_and_made_anew_when_counsel_can_be_reached_elsewhere(db: None) -> None:
    first = current_net()
    assert current_net() is first
    Firm.objects.create(name="Wren & Siskin LLP", address="1 Perch Row\nRivermont", telephone="(213) 555-0119")
    assert current_net() is not first
    assert current_net().version != first.version
