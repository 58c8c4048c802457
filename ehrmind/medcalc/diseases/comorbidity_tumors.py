"""Burdens of disease in the oncology clinic: solid tumors, lymphoma, leukemia.

A woman of 58 with a metastatic tumor has 1 + 6 = 7 points; one of 66 with leukemia and diabetes 2 + 2 + 1 = 5.
"""

from ehrmind.medcalc.diseases.base import Chance, Disease
from ehrmind.medcalc.diseases.comorbidity import COUNT_CLINIC_COURSE, COUNT_EXAM, COUNT_PLAN, COUNT_RESULTS

TUMOR_PLAN = (
    *COUNT_PLAN[:3],
    *COUNT_PLAN[5:],
    "[The tumor board|The tumor conference] [meets this week|will hear the case].",
    "[A port|An implanted port] [is discussed|may be placed] [if infusions follow|].",
)
TUMOR_COURSE = (
    *COUNT_CLINIC_COURSE[:2],
    *COUNT_CLINIC_COURSE[4:6],
    "@late [The board recommended|The conference recommended] [treatment at lower intensity|full treatment].",
    "@late [The first infusion|The first cycle] [was tolerated|went without fever] [that month|].",
    "@late [A psychologist|The psycho-oncologist] [was seen twice|offered support].",
)
BURDENS: dict[str, Chance] = {
    "copd": (0.08, 0.25),
    "heart_failure": (0.05, 0.18),
    "myocardial_infarction": 0.1,
    "cerebrovascular_disease": 0.08,
    "peptic_ulcer_disease": 0.06,
    "kidney_disease": (0.05, 0.15),
}

SOLID = Disease(
    "a solid tumor, before treatment",
    asks=(32,),
    age=(30, 64, 90),
    setting="clinic",
    weight=1.4,
    complaints=(
        "[an oncology visit|a visit before treatment]",
        "[loss of appetite and fatigue|fatigue]",
        "[discussion of a biopsy result|planning of treatment]",
    ),
    measures={
        "hemoglobin": (14.0, 9.0),
        "albumin": (4.3, 2.8),
        "crp": (4, 90),
        "platelets": (240, 430),
        "alt": (20, 90),
    },
    findings=BURDENS,
    choices={"solid_tumor": ("localized", "localized", "metastatic", "metastatic")},
    story=(
        "[A lump was noticed|A change was noticed] [by chance|at a routine check] [some weeks ago|].",
        "[The biopsy was quick|Biopsy was done] [under local anesthesia|as an outpatient], and [healing was good|the "
        "wound closed well].",
        "[Appetite is moderate|Meals are smaller], and meat [is avoided|tastes bitter].",
        "@alert {He} [wishes for treatment|would like treatment] [if daily life permits|as gentle as possible].",
        "[The garden is still kept|The household is still kept], [with pauses|at a slower pace].",
        "[Nights have been restless|Sleep has been restless] [since the news|of late].",
        "[Questions were written down|A list of questions was brought] [for the visit|].",
        "[A second opinion|Another opinion] [was sought elsewhere|agreed with ours].",
    ),
    exam=COUNT_EXAM,
    results=(
        *COUNT_RESULTS[:2],
        "[The biopsy shows|Histology shows] [a carcinoma|an adenocarcinoma].",
        "[Gene testing of the tissue|Molecular testing] is [under way|pending].",
    ),
    plan=TUMOR_PLAN,
    course=TUMOR_COURSE,
)
METASTATIC = Disease(
    "metastatic cancer under palliative treatment",
    asks=(32,),
    age=(34, 66, 92),
    weight=0.9,
    complaints=(
        "[pain and fatigue|fatigue and loss of appetite]",
        "[weakness|general weakness]",
        "[poor appetite and nausea|bone pain]",
    ),
    measures={
        "hemoglobin": (12.0, 7.8),
        "albumin": (3.6, 2.0),
        "crp": (20, 160),
        "calcium": (9.2, 11.6),
        "heart_rate": (80, 112),
        "systolic": (128, 98),
    },
    findings=BURDENS,
    choices={"solid_tumor": ("metastatic",)},
    story=(
        "[Treatment aims at comfort|Comfort comes first], [as agreed last year|as agreed with {him}].",
        "[Walks have become short|Walks have been short] [since last month|lately].",
        "[Food is mostly soft|Soft food is preferred], [with ice cream at night|in small bowls].",
        "@alert {He} [has an ache in the back|has aches] [at night|on turning], [which is tolerable|not more].",
        "[A hospital bed|A bed with rails] [stands at home|was brought] [downstairs|].",
        "[The family takes turns|Relatives take turns] [with care|at night].",
        "[Letters are being written|Photographs are being sorted] [for those left behind|].",
        "[Bowels move|Stools come] [with macrogol|every other day].",
    ),
    exam=COUNT_EXAM,
    results=(
        *COUNT_RESULTS[:3],
        "[The scan shows|Tomography shows] [slow progression|stable lesions].",
    ),
    plan=(*COUNT_PLAN[:2], *COUNT_PLAN[4:], "[Palliative care|The palliative team] [joined the visit|is involved]."),
    course=(
        "@late [Pain was well controlled|Pain was controlled] [within days|by the third day].",
        "@late [The home team|A home hospice team] [was organized|took over] [before discharge|].",
        "@late [The family was trained|Relatives were trained] [in turning and washing|].",
        "@late [Appetite improved|Appetite came back] [for a while|with a small dose of mirtazapine].",
        "@late [The bed was delivered|Aids were delivered] [on time|before {he} left].",
        "@late {He} went home [after eight days|in the second week] [by ambulance|].",
        "@late [By phone|On the telephone], [the family was content|calm nights were noted].",
    ),
)
LYMPHOMA = Disease(
    "lymphoma",
    asks=(32,),
    age=(20, 56, 88),
    setting="clinic",
    complaints=(
        "[swollen glands|a painless lump in the neck]",
        "[night sweats|fever and night sweats]",
        "[itching and swollen glands|fatigue and swollen glands]",
    ),
    measures={
        "hemoglobin": (14.0, 9.0),
        "white_cells": (6.0, 16.0),
        "platelets": (280, 120),
        "albumin": (4.3, 2.9),
        "temperature": (36.6, 38.6),
        "crp": (4, 120),
    },
    findings={**BURDENS, "lymphoma": 1.0, "aids": (0.01, 0.05)},
    story=(
        "[A lump grew|The lump grew] [above the collarbone|in the armpit] [over two months|].",
        "[Shirts are changed|Pajamas are changed] [at night|twice a night] [for sweat|].",
        "[Itching came first|The skin itched first], [without rash|and creams did not help].",
        "[Beer makes the lump ache|A glass of wine makes the lump ache] [within minutes|].",
        "@alert {He} [is tired|feels tired] [but keeps active|but keeps daily habits].",
        "[The node was removed|A node was removed] [under local anesthesia|last week].",
        "[Travel plans were discussed|Daily plans were discussed] [in advance|].",
        "[Teeth were checked|The dentist was seen] [before treatment|already].",
    ),
    exam=(
        *COUNT_EXAM[1:2],
        *COUNT_EXAM[3:],
        "[Rubbery nodes are felt|Firm nodes are felt] [in neck and armpits|on both sides].",
        "[The spleen tip is felt|The spleen is palpable] [on deep breath|].",
    ),
    results=(
        *COUNT_RESULTS[1:2],
        "[The node shows|Histology of the node shows] [lymphoma|a lymphoma of B cells].",
        "[The PET scan shows|On the PET scan there are] [active nodes above the diaphragm|several active nodes].",
        "[The heart scan|Echocardiography] is [normal|normal before treatment].",
    ),
    plan=TUMOR_PLAN,
    course=TUMOR_COURSE,
)
LEUKEMIA = Disease(
    "leukemia",
    asks=(32,),
    age=(20, 64, 90),
    setting="clinic",
    complaints=(
        "[an abnormal blood count|fatigue and bruises]",
        "[a hematology visit|pallor and fatigue]",
        "[infections in a row|a high white count]",
    ),
    measures={
        "white_cells": (14.0, 44.0),
        "hemoglobin": (13.6, 7.8),
        "platelets": (240, 40),
        "temperature": (36.6, 38.2),
    },
    findings={**BURDENS, "leukemia": 1.0},
    story=(
        "[The count was found|An abnormal count was found] [at a routine test|before a dental procedure].",
        "[Bruises come easily|Small bruises appear] [on arms and shins|without a blow].",
        "[Gums bled|The gums bled] [on brushing|for some days] [this month|].",
        "[Sinus infections|Chest colds] [came in a row|took weeks to heal] [this year|].",
        "@alert {He} [tires on stairs|is short of energy] [but sleeps well|these days].",
        "[Fullness under the left ribs|A pull under the left ribs] [comes after meals|is felt when bending].",
        "[Marrow biopsy hurt little|The marrow biopsy was tolerated] [last week|some days ago].",
        "[Tablets were begun|A targeted tablet was begun] [two weeks ago|last month].",
    ),
    exam=(
        *COUNT_EXAM[:1],
        *COUNT_EXAM[3:],
        "[Small nodes are felt|A few small nodes are felt] [in the neck|in the groin].",
        "[The spleen is palpable|The spleen tip is felt] [below the ribs|].",
    ),
    results=(
        *COUNT_RESULTS[:2],
        "[The smear shows|On the smear there are] [immature cells|many lymphocytes with smudge cells].",
        "[Flow cytometry|Cytogenetics] [confirms leukemia|is under way].",
    ),
    plan=TUMOR_PLAN,
    course=TUMOR_COURSE,
)

DISEASES = (SOLID, METASTATIC, LYMPHOMA, LEUKEMIA)
