"""The Braden scale: the risk of pressure injuries, from six subscales; lower is worse.

Sensory 3, moisture 4, activity 2, mobility 2, nutrition 3, friction 2: 16 points.
"""

from ehrmind.medcalc.forms import Choice, Citation, Values
from ehrmind.medcalc.scores import Options, score

SENSORY = Choice(
    "sensory_perception",
    {
        "completely limited": (
            "{He} [does not respond to|does not flinch from] [painful stimuli|a pinch], from lack of feeling.",
            "{His} perception of discomfort is [completely limited|lost over most of the body].",
        ),
        "very limited": (
            "{He} [responds only to painful stimuli|shows discomfort only by moaning].",
            "{His} perception of discomfort is [very limited|impaired over half of the body].",
        ),
        "slightly limited": (
            "{He} [responds to speech|follows commands] but cannot always [say what hurts|tell of discomfort].",
            "{His} perception of discomfort is [slightly limited|impaired in one limb only].",
        ),
        "no impairment": (
            "{He} [feels|perceives] and [reports|voices] [pain|discomfort] [without deficit|as anyone would].",
            "{His} perception of discomfort is [not impaired|unimpaired|intact].",
        ),
    },
    label="Sensory perception",
    required=True,
    place="exam",
)
MOISTURE = Choice(
    "skin_moisture",
    {
        "constantly moist": (
            "{His} skin is [constantly moist|always moist|damp at every turn].",
            "[Sweat and urine|Urine] keep {his} skin [constantly wet|always damp].",
        ),
        "very moist": (
            "{His} skin is [often moist|very moist], and linen is changed [every shift|once a shift].",
            "[Often but not always|Mostly] {his} skin is moist, [at least once a shift|wetting the linen each shift].",
        ),
        "occasionally moist": (
            "{His} skin is [occasionally moist|moist now and then], with an extra change of linen a day.",
            "[Now and then|Occasionally] {his} skin is [moist|damp], about once a day.",
        ),
        "rarely moist": (
            "{His} skin is [usually dry|dry|rarely moist].",
            "{His} skin [stays dry|is kept dry], and linen is changed [at routine times|as usual].",
        ),
    },
    label="Moisture",
    required=True,
    place="exam",
)
ACTIVITY = Choice(
    "activity_level",
    {
        "bedfast": ("{He} is [confined to bed|bedfast].", "{He} [does not leave|cannot leave] {his} bed [at all|now]."),
        "chairfast": (
            "{He} [sits in a chair but cannot walk|is chairfast].",
            "{He} [is helped into a chair|must be assisted into a wheelchair] and [does not walk|cannot walk].",
        ),
        "walks occasionally": (
            "{He} walks [occasionally|now and then], [very short distances|a few steps] at a time.",
            "{He} spends most of the day [in bed or chair|sitting or lying] and [walks a little|takes short walks].",
        ),
        "walks frequently": (
            "{He} [walks outside the room twice a day|walks about the ward every few hours].",
            "{He} walks [frequently|often] [in the corridor|on the ward].",
        ),
    },
    label="Activity",
    required=True,
    place="exam",
)
MOBILITY = Choice(
    "bed_mobility",
    {
        "completely immobile": (
            "{He} does not [change|alter] {his} [position|posture] in the least without help.",
            "{He} lies [completely immobile|without the slightest change of position].",
        ),
        "very limited": (
            "{He} makes [occasional slight|rare small] changes of position, but no large ones alone.",
            "{His} ability to change position is very limited.",
        ),
        "slightly limited": (
            "{He} makes frequent [though slight|small] changes of position [alone|by {him}self].",
            "{His} ability to change position is slightly limited.",
        ),
        "no limitation": (
            "{He} turns and [shifts|changes position] [freely|often and without help].",
            "{His} ability to change position is [not limited|unlimited].",
        ),
    },
    label="Mobility",
    required=True,
    place="exam",
)
NUTRITION = Choice(
    "nutrition",
    {
        "very poor": (
            "{He} [never eats a whole meal|eats a third of each meal at most].",
            "{His} nutrition is [very poor|very poor, on clear liquids for five days].",
        ),
        "probably inadequate": (
            "{He} [rarely eats a whole meal|eats about half of each meal].",
            "{His} nutrition is probably inadequate.",
        ),
        "adequate": (
            "{He} eats [over half of most meals|most of {his} meals].",
            "{His} nutrition is [adequate|adequate on tube feeding].",
        ),
        "excellent": (
            "{He} eats [most of every meal|every meal and between meals], [never refusing one|with relish].",
            "{His} nutrition is excellent.",
        ),
    },
    label="Nutrition",
    required=True,
    place="exam",
)
FRICTION = Choice(
    "friction_and_shear",
    {
        "problem": (
            "{He} [slides down|keeps sliding down] in bed and [needs full help|must be lifted] to move.",
            "Friction and shear are [a problem|a definite problem].",
        ),
        "potential problem": (
            "{He} [moves feebly|needs some help to move] and {his} skin [slides|drags] a little on the sheets.",
            "Friction and shear are a potential problem.",
        ),
        "no apparent problem": (
            "{He} lifts {him}self [clear of|off] the sheets [when moving|to move].",
            "Friction and shear are no [apparent problem|problem].",
        ),
    },
    label="Friction and shear",
    required=True,
    place="exam",
)
SUBSCALES = (SENSORY, MOISTURE, ACTIVITY, MOBILITY, NUTRITION, FRICTION)


def _possible(values: Values) -> bool:
    """Who walks often can turn in bed and feels; who lies without moving does not walk."""
    walks = list(ACTIVITY.options).index(values[ACTIVITY.name])
    turns = list(MOBILITY.options).index(values[MOBILITY.name])
    feels = list(SENSORY.options).index(values[SENSORY.name])
    slides = values[FRICTION.name] == "problem"
    return abs(walks - turns) <= 1 and feels >= walks - 1 and not (slides and turns == 3)


CALCULATORS = (
    score(
        id=117,
        name="Braden Scale for Pressure Injury Risk",
        category="risk",
        question=(
            "What is the patient's score on the Braden scale (Bergstrom 1987, 6 to 23 points; the lower, the greater "
            "the risk)?"
        ),
        citation=Citation("Bergstrom et al.", 1987, "Nurs Res 36:205-210, PMID 3299278"),
        missing_rule="There is no total when a subscale is not stated.",
        criteria=tuple(
            Options(scale.label, scale, {option: points for points, option in enumerate(scale.options, start=1)})
            for scale in SUBSCALES
        ),
        possible=_possible,
    ),
)
