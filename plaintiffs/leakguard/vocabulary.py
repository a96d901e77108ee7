"""The words that give a name or a number beside them a meaning."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTIES = _words("plaintiff plaintiffs claimant claimants client clients petitioner doe declarant victim")
RANKS = _words(
    "officer ofc detective det sergeant sgt lieutenant lt captain capt deputy agent inspector corporal cpl trooper"
    " investigator"
)
TITLES = _words("mr mrs ms miss mx dr sra senor senora")
OFFICIALS = _words(
    "judge justice hon honorable commissioner attorney counsel clerk magistrate mediator v vs mayor councilmember"
    " reporter chief commander"
)
TRANSPARENT = (
    _words("first last given family name surname middle nmn jr sr ii iii aka") | RANKS | TITLES | PARTIES
)  # what may stand between the parts of one name
SERIAL_LABELS = _words("serial badge shield employee emp personnel id star")
NUMBER_WORDS = _words("no nos number num nr")
OTHER_NUMBERS = _words(
    "bar sbn zip case box suite ste room docket resolution ordinance check invoice policy bates page section claim"
    " order receipt permit license tract lot cal stat"
)
BIRTH_LABELS = _words("born birth birthdate birthday dob bday age")
STATES = _words(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR"
    " PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
