"""What notes say of the six subscales of the Braden scale.

"{He} is helped into a chair and does not walk."     activity: chairfast
"""

from ehrmind.medcalc.forms import Choice

SENSORY = Choice(
    "sensory_perception",
    {
        "completely limited": (
            "{He} [does not respond to|does not flinch from] [painful stimuli|a pinch], from lack of feeling.",
            "{His} perception of discomfort is [completely limited|lost over most of the body].",
            "[Sensory perception|Sensation of discomfort] is completely limited.",
        ),
        "very limited": (
            "{He} [responds only to painful stimuli|shows discomfort only by moaning].",
            "{His} perception of discomfort is [very limited|impaired over half of the body].",
            "[Sensory perception|Sensation of discomfort] is very limited.",
            "[Sensory perception: very limited|Sensation: very limited, over half of the body].",
        ),
        "slightly limited": (
            "{He} [responds to speech|follows commands] but cannot always [say what hurts|tell of discomfort].",
            "{His} perception of discomfort is [slightly limited|impaired in one limb only].",
            "[Sensory perception|Sensation of discomfort] is slightly limited.",
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
            "[Sweat and urine|Urine|Sweat] keep {his} skin [constantly wet|always damp].",
        ),
        "very moist": (
            "{His} skin is [often moist|very moist], and linen is changed [every shift|once a shift].",
            "[Often but not always|Mostly] {his} skin is moist, [at least once a shift|wetting the linen each shift].",
        ),
        "occasionally moist": (
            "{His} skin is [occasionally moist|moist now and then], with [an extra|one more] change of linen a day.",
            "[Now and then|Occasionally] {his} skin is [moist|damp], about once a day.",
        ),
        "rarely moist": (
            "{His} skin is [usually dry|dry|rarely moist], with linen changed [at routine times|as usual].",
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
        "bedfast": (
            "{He} is [confined to bed|bedfast|bedridden].",
            "{He} [does not leave|cannot leave] {his} bed [at all|now].",
            "[Activity: bedfast|Activity: confined to bed].",
        ),
        "chairfast": (
            "{He} [sits in a chair but cannot walk|is chairfast].",
            "{He} [is helped into a chair|must be assisted into a wheelchair] and [does not walk|cannot walk].",
            "[Activity: chairfast|Activity: in a chair, not walking].",
        ),
        "walks occasionally": (
            "{He} walks [occasionally|now and then], [very short distances|a few steps] at a time.",
            "{He} spends most of the day [in bed or chair|sitting or lying] and [walks a little|takes short walks].",
        ),
        "walks frequently": (
            "{He} [walks outside the room twice a day|walks about the ward every few hours].",
            "{He} walks [frequently|often] [in the corridor|on the ward].",
            "[Activity: walks frequently|Activity: up and about every two hours].",
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
            "[Mobility: completely immobile|In bed {he} is completely immobile].",
        ),
        "very limited": (
            "{He} makes [occasional slight|rare small] changes of position, but no large ones alone.",
            "{His} ability to change position is very limited.",
            "[Mobility: very limited|In bed {his} mobility is very limited|Turning in bed is very limited].",
            "{He} [cannot turn alone|is turned by staff] and makes [occasional|rare] small shifts only.",
        ),
        "slightly limited": (
            "{He} makes frequent [though slight|small] changes of position [alone|by {him}self].",
            "{His} ability to change position is [slightly|a little] limited.",
            "[Mobility: slightly limited|In bed {his} mobility is slightly limited].",
        ),
        "no limitation": (
            "{He} turns and [shifts|changes position] [freely|often and without help].",
            "{His} ability to change position is [not limited|unlimited].",
            "[Mobility: no limitation|In bed {his} mobility is not limited].",
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
            "[Nutrition: very poor|Intake is very poor], [a third of meals at most|little protein and few drinks].",
        ),
        "probably inadequate": (
            "{He} [rarely eats a whole meal|eats about half of each meal].",
            "{His} nutrition is [probably inadequate|likely inadequate].",
            "[Nutrition: probably inadequate|Intake is probably inadequate], [half of meals|with an occasional "
            "supplement].",
        ),
        "adequate": (
            "{He} eats [over half of most meals|most of {his} meals].",
            "{His} nutrition is [adequate|adequate on tube feeding].",
            "[Nutrition: adequate|Intake is adequate], [over half of most meals|with four servings of protein a day].",
        ),
        "excellent": (
            "{He} eats [most of every meal|every meal and between meals], [never refusing one|with relish].",
            "{His} nutrition is excellent.",
            "[Nutrition: excellent|Intake is excellent], [most of every meal|with snacks between meals].",
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
            "[Lifting {him} without sliding on the sheets|A move without sliding on the sheets] is [impossible|not "
            "possible].",
        ),
        "potential problem": (
            "{He} [moves feebly|needs some help to move] and {his} skin [slides|drags] a little on the sheets.",
            "Friction and shear are a [potential|possible] problem.",
            "{He} keeps a fairly good position [in the chair|in bed] but [now and then|occasionally] slides down.",
        ),
        "no apparent problem": (
            "{He} lifts {him}self [clear of|off] the sheets [when moving|to move].",
            "Friction and shear are [no problem|no apparent problem|not an apparent problem].",
            "{He} keeps a good position in [bed|chair and bed] [at all times|all day].",
        ),
    },
    label="Friction and shear",
    required=True,
    place="exam",
)
SUBSCALES = (SENSORY, MOISTURE, ACTIVITY, MOBILITY, NUTRITION, FRICTION)
