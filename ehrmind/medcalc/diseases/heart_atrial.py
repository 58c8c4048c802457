"""Atrial fibrillation and flutter in clinic, and bleeding under an anticoagulant.

Mild is a lone fibrillation with a pulse of 62, grave one of 148 with many conditions beside it.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "@alert {He} [notices an irregular heartbeat|feels an irregular beat] [in the evening|when lying on the "
    "left side].",
    "@alert {He} [denies|reports no] [fainting|chest pain] [with the episodes|].",
    "[The first episode|Atrial fibrillation] was [caught by a watch|found on a routine tracing] [last "
    "spring|years ago].",
    "[Coffee|Tea or coffee] [makes no difference|does not bring it on].",
    "[Cardioversion was done|Electrical cardioversion was tried] [once|in the past] [with short success|].",
    "[Bisoprolol is taken|{He} takes bisoprolol] [every morning|once a day].",
    "[Sleep apnea was excluded|A sleep study was normal] [last winter|].",
    "[Thyroid function was checked|The thyroid was checked] [and is normal|without findings].",
    "[Exercise tolerance|Stamina] is [unchanged|as before|as at the last visit].",
)
EXAM = (
    "The [heartbeat|radial beat] is irregularly irregular.",
    "[No murmur is heard|Heart sounds are without a murmur] [on examination|].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[Jugular veins are not distended|The jugular veins are flat] [at present|].",
    "[There is no goiter|The thyroid is not enlarged] [today|].",
    "[Gait is steady|{He} walks without a stick] [today|].",
    "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
)
RESULTS = (
    "[The electrocardiogram|The tracing] shows [atrial fibrillation|coarse atrial fibrillation] without delta waves.",
    "[The echocardiogram|Cardiac ultrasound] shows [an enlarged left atrium|a mildly dilated left atrium] [and "
    "normal valves|].",
    "[The long-term recording shows|The monitor shows] [no pauses|no long pauses] [at night|].",
)
PLAN = (
    "[The need for anticoagulation|Anticoagulation] [is weighed|is decided] by [scores|the scores] [and preference|].",
    "[Rate control continues|The beta-blocker is continued] [at the same dose|].",
    "[Catheter ablation was discussed|Ablation was offered] [as an option|].",
    "[A monitor for a week|A week-long recording] was [ordered|arranged].",
    "[A leaflet on anticoagulants|Written information on anticoagulants] was [given|handed over].",
    "[Kidney and liver tests|Blood tests] are [repeated yearly|due once a year].",
    "[The next visit|The next review] is [in six months|due in six months].",
)
COURSE = (
    "@late [By phone|At the follow-up call] {he} [had had no further episodes|was free of episodes].",
    "@late [The monitor showed|The recording showed] [short runs of fibrillation|rate control].",
    "@late [Ablation was booked|Ablation took place] [in autumn|at the heart center].",
    "@late [An anticoagulant card|The anticoagulant card] was [issued|carried] [at the next visit|].",
    "@late [Bisoprolol was continued|The beta-blocker was kept] [unchanged|at the lower dose].",
    "@late [No emergency visit|No unplanned visit] was [needed|recorded] [in the months after|].",
    "@late {He} [kept walking daily|returned to the walking group] [without complaints|].",
)

FIBRILLATION = Disease(
    "atrial fibrillation",
    asks=(4, 25, 111),
    age=(24, 72, 92),
    setting="clinic",
    female=0.45,
    weight=1.5,
    complaints=(
        "[palpitations|irregular palpitations]",
        "[a review of atrial fibrillation|follow-up of atrial fibrillation]",
        "[fluttering in the chest|a fluttering heartbeat]",
    ),
    measures={
        "heart_rate": (60, 132),
        "systolic": (128, 152),
        "respiratory_rate": (12, 18),
        "creatinine": (0.8, 1.4),
        "alcohol": (0, 13),
        "hemoglobin": (14.5, 12.0),
    },
    findings={
        "heart_failure": (0.1, 0.5),
        "hypertension": (0.35, 0.8),
        "stroke": (0.06, 0.3),
        "vascular_disease": (0.08, 0.4),
        "diabetes": (0.1, 0.4),
        "uncontrolled_hypertension": (0.08, 0.3),
        "renal_disease": (0.03, 0.2),
        "liver_disease": 0.06,
        "bleeding": (0.04, 0.2),
        "labile_inr": 0.15,
        "bleeding_drugs": (0.15, 0.4),
    },
    story=STORY,
    exam=EXAM,
    results=RESULTS,
    plan=PLAN,
    course=COURSE,
)

FLUTTER = Disease(
    "atrial flutter before ablation",
    asks=(4, 25, 111),
    age=(34, 64, 84),
    setting="clinic",
    female=0.3,
    complaints=(
        "[a regular fast heartbeat|spells of fast heartbeat]",
        "[planning of flutter ablation|a visit before flutter ablation]",
        "[loss of stamina with palpitations|palpitations with less stamina]",
    ),
    measures={
        "heart_rate": (74, 150),
        "systolic": (124, 146),
        "respiratory_rate": (12, 20),
        "alcohol": (0, 18),
        "creatinine": (0.8, 1.3),
    },
    findings={
        "heart_failure": (0.08, 0.45),
        "hypertension": (0.3, 0.65),
        "stroke": (0.04, 0.15),
        "vascular_disease": (0.06, 0.25),
        "diabetes": (0.1, 0.3),
        "uncontrolled_hypertension": (0.08, 0.25),
        "renal_disease": (0.02, 0.1),
        "liver_disease": (0.03, 0.12),
        "bleeding": 0.06,
        "labile_inr": 0.08,
        "bleeding_drugs": 0.2,
    },
    story=(
        *STORY[1:2],
        *STORY[5:8],
        "@alert {He} [has tired|has become tired] on hills [since the flutter began|lately].",
        "[The flutter came back|Flutter recurred] [after cardioversion|twice this year].",
        "[Verapamil was tried|Verapamil had been tried] [and stopped|without benefit].",
        "[{He} has read about ablation|{He} knows somebody with the same ablation] [and is hopeful|].",
        "[A diary of symptoms is kept|Symptoms are noted in a diary] [every evening|].",
    ),
    exam=("The [heartbeat|radial beat] is [regular|mostly regular].", *EXAM[1:]),
    results=(
        "[The electrocardiogram|The tracing] shows [sawtooth flutter waves|typical flutter waves] [in the "
        "inferior leads|].",
        RESULTS[1],
        "[No thrombus is seen|There is no thrombus] on transesophageal echocardiography.",
    ),
    plan=(
        *PLAN[:2],
        "[Ablation of the isthmus|Isthmus ablation] is [scheduled|planned] [for next month|].",
        "[Anticoagulation is not to be interrupted|The anticoagulant should not be interrupted] [before it|].",
        "[The procedure and its risks|Benefits and risks] were [explained|discussed in detail].",
        *PLAN[4:6],
    ),
    course=(
        "@late [The ablation went well|Ablation was successful] [with bidirectional block|at the first attempt].",
        "@late [The groin healed|The puncture site healed] [without a bruise|well].",
        "@late [Stamina came back|Hills were easy again] [within weeks|].",
        "@late [The recording showed sinus rhythm|Sinus rhythm was seen] [throughout|at every visit].",
        *COURSE[3:6],
    ),
)

BLEEDING_ON_ANTICOAGULANT = Disease(
    "gastrointestinal bleeding under an anticoagulant for atrial fibrillation",
    asks=(25, 4, 111),
    age=(48, 77, 92),
    setting="ward",
    complaints=(
        "[rectal bleeding on an anticoagulant|fresh blood in the stool]",
        "[weakness and blood in the stool|blood in the stool with weakness]",
        "[bright red rectal bleeding|passing bright red blood]",
    ),
    measures={
        "heart_rate": (72, 128),
        "systolic": (142, 94),
        "respiratory_rate": (13, 24),
        "hemoglobin": (12.5, 6.8),
        "platelets": (240, 150),
        "bun": (16, 48),
        "creatinine": (0.9, 2.0),
        "alcohol": (0, 16),
    },
    findings={
        "heart_failure": (0.15, 0.45),
        "hypertension": (0.5, 0.8),
        "stroke": (0.1, 0.3),
        "vascular_disease": (0.15, 0.4),
        "diabetes": (0.15, 0.35),
        "uncontrolled_hypertension": (0.1, 0.35),
        "renal_disease": (0.05, 0.35),
        "liver_disease": (0.04, 0.2),
        "bleeding": 1.0,
        "labile_inr": (0.1, 0.55),
        "bleeding_drugs": (0.25, 0.55),
    },
    words={
        "bleeding": (
            "{He} [had been admitted|was admitted] for [major bleeding|a major hemorrhage] [last year|two years "
            "ago] as well.",
            "[A major hemorrhage|Major bleeding] [last year|two years ago] needed [transfusion|red cells].",
        )
    },
    story=(
        "[Blood was seen in the toilet|The toilet bowl was red] [in the morning|before breakfast].",
        "The anticoagulant [is taken|has been taken] [for atrial fibrillation|because of atrial fibrillation].",
        "[The last dose was taken|The last anticoagulant dose was] [the evening before|the night before].",
        "@alert {He} [felt faint on standing|had to sit down] [afterwards|on the way to the kitchen].",
        "[There was no vomiting|No vomiting occurred] [and no belly pain|].",
        "[A colonoscopy years ago|An old colonoscopy] showed [diverticula|a few diverticula].",
        "[A major bleed brought {him} here|The bleeding counts as major] [and led to admission|].",
        "[Bowel habit had been regular|The bowels had been regular] [until then|].",
    ),
    exam=(
        *EXAM[:4],
        "[Conjunctivae are pale|The conjunctivae are rather pale] [on examination|].",
        "[Rectal examination shows|On rectal examination there is] [fresh|bright red] blood.",
        "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
    ),
    results=(
        RESULTS[0],
        "[Gastroscopy found no source|Upper endoscopy was clean] [down to the duodenum|].",
        "[Computed tomography shows|The scan shows] diverticula [without inflammation|of the sigmoid].",
    ),
    plan=(
        "[The anticoagulant is paused|The anticoagulant is held] [for now|until the bleeding stops].",
        "[Blood is cross-matched|Red cells are kept ready] [in the blood bank|].",
        "[Colonoscopy is planned|Colonoscopy will follow] [after bowel preparation|tomorrow].",
        "[Whether to restart anticoagulation|Restarting anticoagulation] will be [weighed|decided] by the scores.",
        "[A proton pump inhibitor|Pantoprazole] [was started|is given] [meanwhile|].",
        "[The cardiologist was informed|Cardiology was informed] [by telephone|].",
    ),
    course=(
        "@late [Colonoscopy showed|At colonoscopy there was] [a bleeding diverticulum|an oozing diverticulum].",
        "@late [A clip was placed|The vessel was clipped] [with success|and bleeding stopped].",
        "@late [Hemoglobin stayed stable|The hemoglobin remained stable] [from the second day|].",
        "@late [Apixaban was restarted|An anticoagulant was restarted] [after a week|before discharge].",
        "@late [Occlusion of the atrial appendage|Appendage closure] was [discussed|offered].",
        "@late {He} [ate normally|was eating normally] [by the third day|again].",
        "@late {He} [went home|was discharged] with [iron tablets|a blood count booked].",
    ),
)

DISEASES = (FIBRILLATION, FLUTTER, BLEEDING_ON_ANTICOAGULANT)
