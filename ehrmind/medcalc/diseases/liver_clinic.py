"""The liver clinic: compensated cirrhosis, and the list for a transplant.

A well cirrhosis has a bilirubin of 0.5 mg/dL and a sodium of 142 mEq/L, a patient who waits up to 11 mg/dL and 122.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.liver import CIRRHOSIS_EXAM, CIRRHOSIS_PLAN, CIRRHOSIS_RESULTS
from ehrmind.medcalc.diseases.liver_fibrosis import LIVER_CLINIC_COURSE, LIVER_CLINIC_PLAN

COMPENSATED = Disease(
    "compensated cirrhosis",
    asks=(15, 23, 121, 125),
    age=(30, 60, 85),
    setting="clinic",
    complaints=(
        "[a routine liver visit|half-yearly surveillance of cirrhosis]",
        "[surveillance of known cirrhosis|a check of {his} liver]",
        "[mild fatigue|occasional tiredness]",
    ),
    measures={
        "bilirubin": (0.5, 3.4),
        "albumin": (4.3, 2.7),
        "inr": (0.9, 1.8),
        "sodium": (142, 133),
        "creatinine": (0.6, 1.4),
        "platelets": (190, 76),
        "ast": (30, 88),
        "alt": (24, 70),
        "hemoglobin": (14.6, 11.6),
        "systolic": (136, 106),
        "heart_rate": (62, 84),
    },
    choices={"ascites": ("absent", "absent", "absent", "slight"), "encephalopathy": ("none",)},
    findings={"dialysis_twice": 0.0, "cvvhd": 0.0},
    story=(
        "[The cirrhosis followed|Cirrhosis developed from] [hepatitis C, cured since|hepatitis B|alcohol, given up "
        "since].",
        "[There has never been a variceal bleed|No variceal bleed has occurred] [since the diagnosis|so far].",
        "@alert {He} [feels well|is well] and [leads an active life|manages daily life without help].",
        "[Energy is a little low|Some tiredness remains] [after lunch|in the afternoon], [otherwise unchanged|with no "
        "other change].",
        "[Weight has been stable|Body weight has not changed] [since the last visit|over the past half-year].",
        "[Carvedilol is taken|{He} takes carvedilol] [for small varices|against portal hypertension] [without "
        "dizziness|].",
        "[Screening ultrasound|Ultrasound screening] has been [kept up|attended] [every six months|without gaps].",
        "[There is no itching|Itching is absent] and [sleep is sound|sleep is good].",
    ),
    exam=(
        *CIRRHOSIS_EXAM[:4],
        "[Muscle bulk is good|Nutrition is good] [for {his} build|on inspection], [with a strong grip|and grip is "
        "firm].",
        "[Breath sounds are clear|The lungs are clear], and [the heart is regular|heart sounds are regular].",
    ),
    results=CIRRHOSIS_RESULTS,
    plan=(
        *CIRRHOSIS_PLAN[:4],
        *LIVER_CLINIC_PLAN[2:4],
        "[The next ultrasound|Screening] is due [in half a year|in six months].",
    ),
    course=(
        *LIVER_CLINIC_COURSE[1:],
        "@late [Gastroscopy that season|A later gastroscopy] showed [no growth of the varices|small varices only].",
    ),
)
WAITING = Disease(
    "end-stage liver disease, listed for transplantation",
    asks=(23, 15, 121, 123),
    age=(24, 55, 71),
    setting="clinic",
    complaints=(
        "[a review before liver transplantation|a visit of the transplant clinic]",
        "[an update of the waiting list|renewal of {his} listing]",
        "[fatigue while waiting for a liver|itching and fatigue]",
    ),
    measures={
        "bilirubin": (2.6, 11.0),
        "albumin": (3.5, 2.1),
        "inr": (1.3, 2.8),
        "sodium": (140, 122),
        "creatinine": (0.8, 4.6),
        "platelets": (120, 38),
        "hemoglobin": (12.4, 8.4),
        "ast": (52, 140),
        "alt": (34, 90),
        "bun": (12, 52),
        "systolic": (118, 90),
        "heart_rate": (70, 100),
        "ascites_albumin": (1.3, 0.5),
    },
    choices={
        "ascites": ("slight", "moderate", "moderate"),
        "encephalopathy": ("none", "none", "grade 1-2", "grade 1-2"),
    },
    findings={"dialysis_twice": (0.0, 0.7), "cvvhd": 0.02},
    story=(
        "[Primary sclerosing cholangitis|Primary biliary cholangitis|Autoimmune hepatitis|Alcohol] [destroyed|scarred] "
        "the liver.",
        "{He} was [listed|put on the list] [for a transplant|for transplantation] [last year|some months ago].",
        "[Blood is drawn again|A new set of bloods is due] [to renew the score|for the list].",
        "[Walking is limited|Walks are short] by [tiredness|cramps in the calves].",
        "[Cramps disturb sleep|Night cramps are frequent], [but stretching helps|and stretching helps a little].",
        "[The hospital bag|A packed bag] stands [at the door|ready at home] [in case of a call|day and night].",
        "[The donor question|Living donation] was [raised|discussed] [with relatives|at the last meeting].",
        "[Alcohol tests have stayed negative|All alcohol tests were negative] [since listing|throughout].",
    ),
    exam=(
        *CIRRHOSIS_EXAM,
        "[The sclerae are yellow|There is scleral icterus] [as before|on inspection].",
        "[Scratch marks|Fresh scratch marks] are seen on [the forearms|the back].",
    ),
    results=(
        *CIRRHOSIS_RESULTS,
        "[Stress echocardiography|The cardiac work-up] was [normal|without ischemia] [at listing|when {he} was "
        "listed].",
    ),
    plan=(
        "[The waiting list is updated|The new score is entered on the list] [today|this afternoon].",
        "[Nutrition was reviewed|A dietitian reviewed intake], [with supplements between meals|with a bedtime drink].",
        "[Prehabilitation continues|Leg exercises continue] [at home|with a physiotherapist].",
        "[Dental review is complete|The dentist has cleared {him}] [for transplantation|before transplantation].",
        *CIRRHOSIS_PLAN[2:4],
        "[Tests are repeated|Bloods are repeated] [at the interval of the list|as the allocation rules ask].",
    ),
    course=(
        "@late [An offer came|A first offer came] [some weeks later|the next month] [but was declined for steatosis|].",
        "@late {He} [stayed on the list|remained listed] and [was seen every month|came every month].",
        "@late [Transplantation took place|A liver was transplanted] [after several months|half a year later].",
        "@late [The coordinator called|The transplant nurse called] [once a week|regularly] [with advice|].",
        *LIVER_CLINIC_COURSE[2:5],
    ),
)

DISEASES = (COMPENSATED, WAITING)
