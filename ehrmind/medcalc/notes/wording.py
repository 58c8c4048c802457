"""The words of notes that are not facts of a calculation.

A line of _REMARKS is one remark: its topics if it has any, and its variants, of which a note uses at most one. Remarks
say nothing that a calculator asks about and hold no digits. A topic names inputs that would contradict the remark; such
remarks are left out of that calculator's notes.
"""

COMPLAINTS = (
    *("fatigue", "nausea", "dizziness", "abdominal discomfort", "back pain", "poor sleep", "loss of appetite"),
    *("sore shoulders", "muscle aches", "headache", "a sore knee", "malaise", "itching", "heartburn", "low mood"),
)
ARRIVALS = (
    *("presents with", "is admitted for", "is seen in clinic for", "comes to the ward because of"),
    *("is referred for", "is evaluated for", "seeks advice about"),
)
SINCE = (
    *("over the past week", "for several days", "since yesterday", "of gradual onset", "without a clear trigger"),
    *("for about a fortnight", "that comes and goes", "that began on a journey"),
)
LAB_OPENINGS = (
    *("Laboratory results:", "Blood tests show", "Labs:", "On admission, laboratory tests showed"),
    *("Pertinent laboratory data:", "Initial blood work revealed"),
)
VITAL_OPENINGS = ("Vital signs:", "On examination,", "Vitals at triage:", "At the bedside,", "Observations on arrival:")
EARLIER = (
    *("Three months earlier,", "At a check-up last year,", "In records from the previous spring,"),
    *("Before this illness,", "At {his} last visit half a year ago,", "On an old chart,"),
)
LATER = ("Two days later,", "By the time of discharge,", "At follow-up a month later,", "After treatment,")
VISIT_TIMES = (
    *("Some years ago", "The winter before last", "In early spring", "During a summer abroad", "Shortly after moving"),
    *("Two years back", "Around {his} last birthday", "In the autumn", "Last year"),
)
OUTCOMES = (
    *("which settled with rest", "which went away on its own", "for which no cause was found", "and was reassured"),
    *("which improved with exercises", "and needed no treatment", "which has not come back", "and was soon well again"),
)
RELATIVES = ("mother", "father", "aunt", "uncle", "grandmother", "grandfather", "cousin")
NEGATED = (
    *("asthma", "gout", "psoriasis", "migraine", "hay fever", "eczema", "glaucoma", "restless legs", "kidney stones"),
    *("gallstones", "sarcoidosis", "tinnitus", "rosacea"),
)

# topic -> names of inputs that a remark on it could contradict
CONFLICTS = {
    "adult": ("child",),  # stands for an age below that of adults
    "home": ("nursing_home",),
    "abdomen": ("ascites", "liver_disease"),
    "walks": (
        *(
            "mobility",
            "immobilization",
            "bedridden",
            "paralysis",
            "leg_swelling",
            "unilateral_leg_swelling",
            "hemiplegia",
        ),
        *("spinal_injury_last_month", "cast_last_month", "fracture_last_month", "heart_failure", "gcs", "eye_opening"),
        *("ischemic_heart_disease", "obesity"),
    ),
    "speech": (
        *("verbal_response", "confusion", "altered_mental_status", "encephalopathy", "gcs", "dementia", "hemiplegia"),
    ),
}
# bystander result -> names of inputs that it could be taken for
BYSTANDER_CONFLICTS = {
    "hemoglobin": ("bleeding", "hematocrit", "melena"),
    "platelets": ("bleeding",),
    "alt": ("liver_disease",),
    "ferritin": ("bleeding",),
}

_SLOTS = {
    "job": (
        "teacher",
        "baker",
        "librarian",
        "bus driver",
        "gardener",
        "tailor",
        "postal worker",
        "florist",
        "translator",
    ),
    "place": ("the coast", "the mountains", "a nearby town", "{his} home village", "the countryside"),
    "pet": ("a cat", "two dogs", "a parrot", "an old dog", "some hens"),
    "hobby": ("chess", "the piano", "cards with friends", "the violin", "bowls"),
    "food": ("a mixed diet", "a mostly vegetarian diet", "home-cooked meals", "plenty of fruit", "little red meat"),
    "person": ("sister", "brother", "neighbour", "daughter", "son", "cousin"),
    "team": ("the day team", "the night team", "the consultant", "the ward doctor", "the nurse in charge"),
    "test": ("an abdominal ultrasound", "a thyroid scan", "a hearing test", "a dental film", "an eye examination"),
}

_REMARKS = """
home,adult: {He} lives with {his} family. | {He} lives alone in a flat. | {He} lives in town.
adult: {He} works as a <job>.
adult: {He} once worked abroad as a <job>.
{He} grew up near <place>.
{He} spent a holiday at <place> last summer.
{He} keeps <pet>.
{He} enjoys <hobby> at weekends.
{He} usually eats <food>.
{His} <person> is well and visits often.
{His} <person> was informed about the plan.
{He} was examined by <team>.
The findings were discussed with <team>.
A request was made for <test>, which is pending.
{He} had <test> last year, which was normal.
{He} has no drug allergies. | {He} is allergic to no medicine. | Allergies: none known.
walks,adult: {He} retired early and walks every day. | {He} cycles to the market. | {He} tends a large garden.
abdomen: The abdomen is soft and not tender. | The abdomen is flat and soft.
Heart sounds are regular. | Heart sounds are normal.
The skin is warm and dry. | There is no rash. | Skin and nails look healthy.
adult: The eyes show no redness. | Vision is good with glasses. | {He} wears reading glasses.
Hearing is normal. | {He} uses a hearing aid on one side. | The ears are free of wax.
The teeth are in good order. | A loose filling was noted. | The gums look healthy.
speech: {He} tells {his} story clearly. | {He} is cheerful and talkative. | {He} answers promptly.
Sleep has been poor of late. | {He} sleeps well. | {He} naps after lunch.
Appetite is fair. | {He} has been eating less than usual. | {He} prefers small meals.
speech: {He} was given something to drink and felt somewhat better. | {He} felt better after a rest.
{His} general practitioner sent a letter with {his} earlier records. | Old records were requested.
A follow-up visit is arranged with the outpatient clinic. | {He} will be seen again in clinic.
{He} will be reviewed again in the afternoon. | A review is planned for the next morning.
speech: {He} was pleased with the care. | {He} asked thoughtful questions about {his} care.
Vaccinations are up to date. | {He} had {his} yearly vaccination in autumn.
{His} appendix was removed in childhood.
{He} takes a vitamin tablet in winter. | {He} takes no herbal remedies. | {He} uses eye drops at night.
adult: {He} drinks two cups of tea a day. | {He} drinks coffee in the morning only.
The hands show mild joint wear. | There is an old scar on the left thumb. | A mole on the back is stable.
Taste and smell are unchanged. | {He} notices no change in taste.
speech: {He} speaks three languages. | {He} sings in a choir. | {He} reads a great deal.
An interpreter was not needed. | {He} came by taxi. | {He} came by train. | A friend drove {him} here.
speech,adult: {He} carries a list of {his} appointments. | {He} keeps a diary of {his} symptoms.
adult: The heating at home had failed this winter. | {He} moved house in the spring. | {He} painted a room.
A dietitian gave general advice. | The pharmacist checked the list of medicines.
adult: {He} has good support from neighbours. | A neighbour does the shopping. | Friends call every evening.
The neck is supple. | The thyroid is not enlarged.
Colour vision is normal. | Pupils are equal. | Eye movements are full.
speech: {He} attends all {his} screening visits.
speech: {He} was offered a leaflet. | Written advice was given. | {He} was given a number to call.
adult: {He} was raised on a farm. | {He} served in the merchant navy in {his} youth. | {He} trained as a cook.
speech: The history was taken from {him} directly. | The history was confirmed by a relative.
speech: Consent for the use of {his} data was given. | {He} agreed to the plan. | {He} had no further questions.
The ward was busy that day. | The clinic ran late that day. | The visit took about half an hour.
speech: {He} prefers to be seen in the morning. | {He} brought {his} own slippers. | {He} asked for the window bed.
No imaging was needed at this point. | The earlier films were not at hand. | Films were sent for review.
A urine sample was kept for later. | A spare blood tube was stored. | Samples reached the laboratory in time.
The referral letter was brief. | The referral came from a colleague. | The referral was marked routine.
speech: {He} hopes to be home by the weekend. | {He} looks forward to a family wedding. | {He} plans a short trip.
speech: The diagnosis was explained in plain words. | The next steps were written down for {him}.
adult: {He} has had no recent contact with sick people. | A grandchild had a cold last month.
adult: {He} has never received a transfusion. | {He} used to give blood. | {His} blood group is known.
adult: {He} holds a driving licence. | {He} gave up driving at night. | {He} takes the bus into town.
speech: The room was bright and quiet. | {He} was seated comfortably. | {He} chose to sit in the chair.
There were no concerns from the nursing staff. | The nursing staff noted a quiet night.
adult: The family doctor has known {him} for years. | {He} changed {his} family doctor last year.
A medical student was present. | A student nurse helped with the visit. | No chaperone was requested.
walks: {He} finds stairs no trouble. | The back is not tender. | The spine is straight. | Shoulders move freely.
"""


def _expand(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One line as (topics, variants), with its slots filled in every way."""
    head, colon, text = line.partition(": ")
    topics = tuple(head.split(",")) if colon and " " not in head else ()
    text = text if topics else line
    variants = []
    for variant in text.split(" | "):
        slot = next((name for name in _SLOTS if f"<{name}>" in variant), None)
        variants += [variant.replace(f"<{slot}>", word) for word in _SLOTS[slot]] if slot else [variant]
    return topics, tuple(variants)


REMARKS = tuple(_expand(line) for line in _REMARKS.strip().splitlines())
