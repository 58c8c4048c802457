"""What notes say of the graded parts of the HEART score: the history, the ECG, the first troponin.

"significant ST deviation":  "The [ECG|EKG] shows [horizontal|downsloping] ST depression of two millimeters."
"""

from ehrmind.medcalc.forms import Choice

SUSPICION = Choice(
    "suspicion",
    {
        "slightly suspicious": (
            "The [history|history of the chest pain] is [only slightly|slightly] suspicious.",
            "The chest pain comes with [movement|a deep breath] and is judged [slightly suspicious|only slightly "
            "suspicious].",
            "[History|Chest pain history]: [slightly|only slightly] suspicious.",
            "The story [is slightly|is only slightly] suspicious for ACS.",
        ),
        "moderately suspicious": (
            "The [history|history of the chest pain] is moderately suspicious.",
            "The chest pain [has typical and atypical features|is partly typical] and is judged moderately suspicious.",
            "[History|Chest pain history]: moderately suspicious.",
            "The [story|history] is moderately suspicious for [ACS|an acute coronary syndrome].",
        ),
        "highly suspicious": (
            "The [history|history of the chest pain] is highly suspicious.",
            "The [crushing|squeezing] chest pain [on exertion|with sweating] is judged highly suspicious.",
            "[History|Chest pain history]: highly suspicious.",
            "The [story|history] is highly suspicious for [ACS|an acute coronary syndrome].",
        ),
    },
    label="History",
    entities=("Suspicion History",),
    place="story",
    weights={"slightly suspicious": 0.35, "moderately suspicious": 0.4, "highly suspicious": 0.25},
)
ECG = Choice(
    "ecg",
    {
        "normal": (
            "The [ECG|EKG|electrocardiogram] is [normal|entirely normal].",
            "The [ECG|EKG] shows [no abnormality|a normal tracing|sinus rhythm and is otherwise normal].",
            "[ECG|EKG]: [normal sinus rhythm, no abnormality|normal].",
        ),
        "nonspecific repolarization disturbance": (
            "The [ECG|EKG] shows [a nonspecific repolarization disturbance|nonspecific repolarization changes].",
            "The [ECG|EKG] has nonspecific [repolarization changes|T wave flattening] without ST deviation.",
            "[ECG|EKG]: nonspecific [repolarization disturbance|repolarization changes|T wave changes], no ST "
            "deviation.",
        ),
        "significant ST deviation": (
            "The [ECG|EKG] shows significant [ST deviation|ST depression].",
            "The [ECG|EKG] shows [horizontal|downsloping] ST depression of two millimeters.",
            "[ECG|EKG]: [significant ST deviation|ST depression of two millimeters] in the [lateral|anterior] leads.",
        ),
    },
    label="ECG",
    entities=("Electrocardiogram Test",),
    benchmark={"non-specific repolarization disturbance": "nonspecific repolarization disturbance"},
    place="results",
    weights={"normal": 0.5, "nonspecific repolarization disturbance": 0.3, "significant ST deviation": 0.2},
)
TROPONIN = Choice(
    "troponin",
    {
        "at most the normal limit": (
            "The [first|initial|admission] troponin is [within the normal limit|normal|not raised].",
            "[Initial|First] troponin [is negative|is below the upper limit of normal].",
            "[Troponin on arrival|First troponin]: [normal|within normal limits].",
        ),
        "up to three times the normal limit": (
            "The [first|initial|admission] troponin is twice the [normal limit|upper limit of normal].",
            "[Initial|First] troponin lies between the normal limit and three times that limit.",
            "[Troponin on arrival|First troponin]: [twice|double] the upper limit of normal.",
        ),
        "above three times the normal limit": (
            "The [first|initial|admission] troponin is [five|eight] times the [normal limit|upper limit of normal].",
            "[Initial|First] troponin is [greater|more] than three times the normal limit.",
            "[Troponin on arrival|First troponin]: [ten|six] times the upper limit of normal.",
        ),
    },
    label="Initial troponin",
    entities=("Initial troponin",),
    benchmark={
        "less than or equal to normal limit": "at most the normal limit",
        "between the normal limit or up to three times the normal limit": "up to three times the normal limit",
        "greater than three times normal limit": "above three times the normal limit",
    },
    place="results",
    weights={
        "at most the normal limit": 0.6,
        "up to three times the normal limit": 0.2,
        "above three times the normal limit": 0.2,
    },
)
