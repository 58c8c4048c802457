"""Before smaller operations: gallbladder, shoulder, hand.

All three walk in; a grave case has a BMI of 39 kg/m², a mild one of 20.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.surgery import COURSE, EXAM, FACTORS, HEART, PLAN, RESULTS, STORY

GALLBLADDER = Disease(
    "symptomatic gallstones before laparoscopic cholecystectomy",
    asks=(17, 36),
    age=(20, 48, 86),
    setting="clinic",
    female=0.68,
    complaints=(
        "[attacks of biliary colic|biliary colic]",
        "[planning of gallbladder removal|a visit before gallbladder removal]",
        "[pain below the right ribs after meals|right upper abdominal pain after meals]",
    ),
    measures={
        "creatinine": (0.6, 2.4),
        "systolic": (116, 148),
        "heart_rate": (60, 90),
        "bmi": (21.0, 42.0),
        "alt": (18, 90),
        "bilirubin": (0.4, 1.6),
        "white_cells": (5.5, 10.5),
    },
    findings={**FACTORS, **HEART, "high_risk_surgery": 1.0},
    choices={"surgery": ("laparoscopic",), "mobility": ("normal",)},
    words={
        "high_risk_surgery": (
            "{He} is [listed|scheduled] for cholecystectomy, an intraperitoneal operation.",
            "[Planned procedure|Plan]: [intraperitoneal surgery|an intraperitoneal operation], cholecystectomy.",
        ),
        "surgery": (
            "[A laparoscopic cholecystectomy|Laparoscopic cholecystectomy] of [over an hour|ninety minutes] is "
            "planned.",
            "{He} is [listed|scheduled] for laparoscopic cholecystectomy, [over an hour|ninety minutes].",
        ),
    },
    story=(
        *STORY,
        "[Fatty meals|Rich meals] bring on attacks [of an hour or more|that last for hours|at night].",
        "[Metamizole ended the last attack|The last attack needed an injection] [at night|].",
        "[No jaundice was noticed|There has been no jaundice] [and no dark urine|].",
        "[The gallbladder is to be removed|Removal of the gallbladder is planned] [through small cuts|with a camera].",
    ),
    exam=(
        *EXAM[:4],
        "[Murphy's sign is negative|The gallbladder is not tender] [at present|].",
        "[The sclerae are white|There is no icterus] [today|].",
    ),
    results=(
        *RESULTS,
        "Ultrasound shows [several gallstones|a packed gallbladder] without [wall thickening|dilated ducts].",
    ),
    plan=(*PLAN, "[A low-fat diet is advised|Low-fat meals are advised] [until then|]."),
    course=(
        *COURSE,
        "@late [The drain was not needed|No drain was needed] [after the operation|].",
        "@late [Meals were well tolerated|Normal food was tolerated] [without colic|at follow-up].",
    ),
)

SHOULDER = Disease(
    "rotator cuff tear before arthroscopic repair",
    asks=(17, 36),
    age=(24, 57, 82),
    setting="clinic",
    female=0.42,
    weight=0.8,
    complaints=(
        "[shoulder pain at night|night pain in the shoulder]",
        "[weakness of the shoulder|a weak and painful shoulder]",
        "[planning of shoulder arthroscopy|a visit before shoulder arthroscopy]",
    ),
    measures={
        "creatinine": (0.7, 2.2),
        "systolic": (118, 150),
        "heart_rate": (58, 86),
        "bmi": (20.0, 36.0),
        "glucose": (88, 150),
        "hemoglobin": (15.5, 12.5),
    },
    findings={**FACTORS, **HEART, "high_risk_surgery": 0.0},
    choices={"surgery": ("arthroscopic",), "mobility": ("normal",)},
    words={
        "high_risk_surgery": (
            "[Shoulder arthroscopy|Arthroscopy of the shoulder] is planned, [which is no|not an] operation of "
            "chest or belly.",
            "{He} is [listed|scheduled] for shoulder surgery, [not for|no] abdominal, thoracic or vascular surgery.",
        ),
        "surgery": (
            "{He} is [listed|scheduled|booked] for arthroscopic [repair of the rotator cuff|shoulder surgery].",
            "[An arthroscopic cuff repair|Arthroscopic repair of the rotator cuff] is [planned|scheduled].",
        ),
    },
    story=(
        *STORY,
        "[Lifting the arm overhead|Overhead work] has hurt [since winter|for months].",
        "[Sleeping|Lying] on that side is [impossible|too painful].",
        "[Physiotherapy was tried|Exercises were tried] [for three months|] [without lasting effect|before this].",
        "[A cortisone injection|An injection below the acromion] [gave brief relief|helped for weeks].",
    ),
    exam=(
        *EXAM[:4],
        "[The empty can test is positive|Abduction against resistance is weak] [on examination|].",
        "[The deltoid is not wasted|There is no wasting of the deltoid] [at present|].",
    ),
    results=(
        *RESULTS,
        "[Magnetic resonance imaging|The scan] shows [a full-thickness tear|a tear of the supraspinatus].",
    ),
    plan=(*PLAN, "[A sling|An arm sling] for six weeks [is planned|was explained]."),
    course=(
        *COURSE,
        "@late [Two anchors were placed|The tendon was fixed with anchors] [through small cuts|].",
        "@late [Passive exercises|Pendulum exercises] [began early|were started] [with the therapist|].",
    ),
)

HAND = Disease(
    "carpal tunnel syndrome before release",
    asks=(17, 36),
    age=(28, 58, 88),
    setting="clinic",
    female=0.65,
    weight=0.8,
    complaints=(
        "[tingling fingers at night|numb fingers at night]",
        "[planning of carpal tunnel release|a visit before carpal tunnel release]",
        "[dropping things and numb fingers|numb fingers and a weak grip]",
    ),
    measures={
        "creatinine": (0.6, 2.5),
        "systolic": (118, 154),
        "heart_rate": (58, 88),
        "bmi": (20.5, 39.0),
        "tsh": (1.2, 6.4),
        "hemoglobin": (14.5, 11.5),
    },
    findings={**FACTORS, **HEART, "high_risk_surgery": 0.0},
    choices={"surgery": ("minor",), "mobility": ("normal",)},
    words={
        "high_risk_surgery": (
            "[A carpal tunnel release|Release of the carpal tunnel] is planned, [which is no|not an] operation "
            "of chest or belly.",
            "{He} is [listed|scheduled] for hand surgery, [not for|no] abdominal, thoracic or vascular surgery.",
        ),
        "surgery": (
            "[Minor surgery|A minor operation] on the hand is [planned|scheduled], [twenty|fifteen] minutes.",
            "{He} is [listed|scheduled] for a [minor hand operation|carpal tunnel release], a minor operation.",
        ),
    },
    story=(
        *STORY,
        "[Shaking the hand helps|{He} shakes the hand for relief] [at night|].",
        "[A wrist splint was worn|A night splint was worn] [for months|] [without success|before this].",
        "[The thumb and two fingers|Thumb, index and middle finger] [tingle|go numb].",
        "[Buttons|Buttons and coins] are [hard to handle|dropped at times].",
    ),
    exam=(
        *EXAM[:4],
        "[Phalen's test is positive|Tinel's sign is positive at the wrist] [today|].",
        "[The thumb pad is flat|There is slight thenar wasting] [on examination|].",
    ),
    results=(*RESULTS, "[Nerve conduction is slowed|Median nerve conduction is slow] [across the wrist|]."),
    plan=(*PLAN, "[Local anesthesia|A local anesthetic] [is chosen|will be used]."),
    course=(
        *COURSE[:1],
        *COURSE[2:],
        "@late [Tingling was gone|The night tingling was gone] [at the first check|within days].",
        "@late [Stitches were removed|The stitches came out] [after twelve days|in the practice].",
        "@late [Grip strength returned|The grip became stronger] [over three months|].",
    ),
)

DISEASES = (GALLBLADDER, SHOULDER, HAND)
