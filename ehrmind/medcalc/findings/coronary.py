"""What notes say of the criteria of TIMI in unstable angina and of OESIL in syncope.

"{He} needed nitroglycerin spray after lunch and once more in the evening."     two episodes of angina within a day
"""

from ehrmind.medcalc.forms import Finding

STENOSIS = Finding(
    "coronary_stenosis",
    (
        "[An earlier|A previous] [angiogram|catheterization] [showed|found] a coronary stenosis of more than half.",
        "{He} has [a known coronary stenosis of over fifty percent|a coronary artery narrowed by more than half].",
        "[Known coronary stenosis|Coronary stenosis on record], [over fifty|seventy|sixty] percent.",
    ),
    (
        "{He} has [no known coronary stenosis|no known coronary narrowing|no known narrowed coronary artery].",
        "[An earlier|A previous] [angiogram|catheterization] [showed|found] no coronary stenosis.",
        "[No coronary stenosis|A coronary stenosis is not] known.",
    ),
    label="known coronary stenosis of at least half",
    implied=(
        "Three years ago two stents were placed in {his} [right|circumflex] coronary artery.",
        "{His} left anterior descending artery was bypassed [some years ago|two years ago].",
        "{His} cardiologist follows a tight plaque in the circumflex artery.",
        "After a balloon had widened {his} main coronary artery {he} could climb stairs again.",
    ),
    names=("coronary stenosis above half", "coronary artery disease with a stenosis above half"),
    prevalence=(0.06, 0.25),
)
ASPIRIN = Finding(
    "aspirin_week",
    (
        "{He} [took|has taken|used] aspirin [within the past week|in the last seven days|this week].",
        "[Aspirin was taken|Aspirin is taken|Low-dose aspirin is taken] [daily|every morning] up to now.",
    ),
    (
        "{He} [took|has taken|used] no aspirin [within the past week|in the last seven days|this week].",
        "[No aspirin was taken|There was no aspirin use] [lately|recently].",
    ),
    label="aspirin within the last week",
    implied=(
        "{He} swallows eighty-one milligrams of acetylsalicylic acid [with breakfast|every morning].",
        "Yesterday {he} chewed a tablet of acetylsalicylic acid for a [headache|toothache].",
        "{His} pill box holds acetylsalicylic acid for each day, all taken.",
        "Four days ago {he} began low-dose acetylsalicylic acid on {his} doctor's advice.",
    ),
    names=("aspirin", "low-dose aspirin", "ASA"),
    place="medication",
    prevalence=(0.1, 0.4),
)
SEVERE_ANGINA = Finding(
    "severe_angina",
    (
        "{He} had [two|three|several] [episodes of angina|anginal attacks] [in the past day|since yesterday].",
        "[Angina recurred|Anginal pain came back] [twice|several times] within a day.",
    ),
    (
        "{He} had no more than one [episode of angina|anginal attack] [in the past day|since yesterday].",
        "[Angina|Anginal pain] [did not recur|has not recurred] within the day.",
        "There was no second [episode of angina|anginal attack] [in the past day|since yesterday].",
    ),
    label="at least two episodes of angina within a day",
    implied=(
        "The same pressure woke {him} at midnight and again before dawn.",
        "{He} needed nitroglycerin spray [after lunch|at noon] and once more [in the evening|at night].",
        "Pain on the stairs this morning was followed by another spell at rest an hour later.",
        "Before noon the tightness had already come and gone three times.",
    ),
    names=("recurrent angina within a day", "repeated angina within the day"),
    place="story",
    prevalence=(0.3, 0.4),
    may_be_silent=False,
)
ST_DEVIATION = Finding(
    "st_deviation",
    (
        "The [ECG|electrocardiogram|tracing] [shows|has] [ST depression|ST deviation|deviated ST segments].",
        "[ST segments are depressed|There is ST deviation] [in the lateral leads|in the inferior leads].",
    ),
    (
        "The [ECG|electrocardiogram|tracing] [shows|has] no [ST deviation|ST depression|ST changes].",
        "[ST segments are not deviated|There is no ST deviation] in any lead.",
    ),
    label="ST deviation of at least half a millimeter",
    implied=(
        "In four leads the segment after the QRS lies a millimeter below the baseline.",
        "The segment between QRS and T wave has sunk by a millimeter in the [precordial|lateral] leads.",
        "Compared with last year the J point and what follows are two millimeters lower.",
        "The tracing dips below its baseline between S wave and T wave in the [lateral|inferior] leads.",
    ),
    names=("ST deviation on the ECG", "ST segment deviation"),
    place="results",
    prevalence=(0.25, 0.35),
)
MARKERS = Finding(
    "cardiac_markers",
    (
        "[Troponin|The first troponin|Cardiac troponin] is [elevated|raised|above the normal limit].",
        "[Cardiac markers|Markers of myocardial injury] are [elevated|raised].",
        "[Elevated|Raised] [troponin|cardiac markers] in the first sample.",
    ),
    (
        "[Troponin|The first troponin|Cardiac troponin] is not [elevated|raised|above the normal limit].",
        "[Cardiac markers are|Markers of myocardial injury are] not [elevated|raised].",
    ),
    label="elevated cardiac markers",
    implied=(
        "The troponin of the first sample is [four|ten] times the upper reference limit.",
        "{His} creatine kinase of the MB type is [three|five] times the upper limit.",
        "The assay of the heart's own contractile protein in {his} blood came back positive.",
        "The laboratory called about a high-sensitivity cardiac assay far above the cut-off.",
    ),
    names=("elevated troponin", "elevated cardiac markers"),
    place="results",
    prevalence=(0.3, 0.4),
)
CARDIOVASCULAR_HISTORY = Finding(
    "cardiovascular_history",
    (
        "{He} has [a history of|known] [cardiovascular disease|heart disease|structural heart disease].",
        "[Cardiovascular disease|Heart disease] [is known|has been treated] [for years|since long ago].",
    ),
    (
        "{He} has [no history of|no known] [cardiovascular disease|heart disease|structural heart disease].",
        "There is [no history of cardiovascular disease|no known cardiovascular disease].",
        "[Cardiovascular disease|Heart disease] is not known.",
    ),
    label="history of cardiovascular disease",
    implied=(
        "{He} carries a bypass to {his} left anterior descending artery.",
        "[Two|Three] years ago {he} was treated for a myocardial infarction.",
        "{His} ejection fraction has been below forty percent since a viral myocarditis.",
        "{He} walks only short distances because of narrowed arteries in [both legs|the legs].",
    ),
    names=("cardiovascular disease", "heart disease"),
    prevalence=(0.1, 0.45),
)
NO_PRODROME = Finding(  # its presence is the lack of something
    "no_prodrome",
    (
        "[The faint|The syncope|The loss of consciousness] came without [warning|prodrome|any warning sign].",
        "{He} [had|noticed] [no warning|no prodrome] before [the faint|the syncope|the collapse].",
    ),
    (
        "[The faint|The syncope|The collapse] was preceded by [nausea|sweating|warmth and blurred vision].",
        "{He} [felt|noticed] [nausea|sweating|blurred vision] before [the faint|the collapse].",
    ),
    label="syncope without prodromes",
    implied=(
        "In the middle of a sentence {he} slumped to the ground.",
        "{He} remembers [standing up|a word to a neighbor] and then lying on the ground, and nothing between.",
        "{He} fell like a tree and did not even put out {his} [hands|arms].",
        "One moment {he} was talking, the next {he} lay on the ground.",
    ),
    names=("syncope without warning", "collapse without prodromes"),
    place="story",
    prevalence=(0.3, 0.45),
    may_be_silent=False,
)
ABNORMAL_ECG = Finding(
    "abnormal_ecg",
    (
        "The [ECG|electrocardiogram|tracing] is [abnormal|abnormal, with a bundle branch block].",
        "The [ECG|electrocardiogram|tracing] [shows|has] [left bundle branch block|atrial fibrillation|old Q waves].",
    ),
    (
        "The [ECG|electrocardiogram|tracing] is normal, with no [conduction delay|abnormality|sign of ischemia].",
        "The [ECG|electrocardiogram|tracing] [shows|has] no abnormality.",
    ),
    label="abnormal ECG",
    implied=(
        "The rhythm strip shows pauses and P waves that no QRS follows.",
        "The QRS is wide and notched in the [left|lateral] precordial leads.",
        "P waves are missing, and the beats come at irregular intervals.",
        "Deep Q waves stand in the [inferior|anterior] leads.",
    ),
    names=("abnormal ECG", "ECG abnormalities"),
    place="results",
    prevalence=(0.2, 0.45),
)
