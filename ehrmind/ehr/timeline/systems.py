"""Systems of organs, for the problem-oriented style: of a condition, a drug or a result, where code or name tells.

    system_of("SNOMED/84114007", "Heart failure")             -> "heart"
    system_of("ICD10CM/N18.3", "")                            -> "kidneys"     by its chapter
    system_of("RxNorm/314076", "lisinopril 10 MG …")          -> "heart"       by its name
    system_of("SNOMED/404684003", "Clinical finding")         -> ""            shown in its part's own section

ICD-10-CM and ATC group codes themselves; SNOMED CT and RxNorm do not, so that the words of a name decide. The first
system that fits takes it: a table to find things by, not a classification of diseases.
"""

import re
from functools import lru_cache

# system -> title, beginnings of ICD-10-CM codes, of ATC codes, and parts of names
SYSTEMS: dict[str, tuple[str, str, str, str]] = {
    "cancer": (
        "Cancer",
        r"C|D0|D3[7-9]|D4",
        r"L0[12]",
        r"cancer|carcinoma|neoplasm|malignan|leukemia|lymphoma|myeloma|melanoma|sarcoma|tumou?r\b|metasta|chemotherapy"
        r"|docetaxel|cisplatin|tamoxifen|letrozole|anastrozole",
    ),
    "heart": (
        "Heart and vessels",
        r"I0|I[1-5]|I7|I8|I9|R00|R01|R03",
        r"C0|B01",
        r"hypertensi|heart|cardiac|coronary|myocard|atrial|ventricular|angina|infarct(?!ion of (?:brain|lung))|arrhythm"
        r"|valve|aort|arter(?:y|ial)|venous|thrombo(?:sis|phlebitis)|troponin|natriuretic|electrocardio|echocardio"
        r"|[a-z]+(?:pril|sartan|olol|dipine)\b|hydrochlorothiazide|furosemide|digoxin|amiodarone|verapamil|diltiazem"
        r"|nitroglycerin|clopidogrel|warfarin|heparin|apixaban|rivaroxaban|aspirin|spironolactone",
    ),
    "lungs": (
        "Lungs",
        r"J[0-9]|R0[4-9]|G47\.?3",
        r"R0",
        r"asthma|pulmon|lung|pneumon|bronch|respirat|copd|emphysema|dyspnea|chest x-?ray|spirometr|sinusitis"
        r"|pharyngitis|albuterol|fluticasone|budesonide|salmeterol|tiotropium|ipratropium|montelukast|oxygen",
    ),
    "kidneys": (
        "Kidneys, fluids and electrolytes",
        r"N[0-3]|E8[67]|R3",
        r"A12|V03AE|G04",
        r"kidney|renal|nephro|dialysis|proteinuria|microalbuminuria|uremi|urinary|cystitis|hyponatremi|hypernatremi"
        r"|kalemi|dehydrat|bladder|sevelamer|potassium chloride",
    ),
    "metabolism": (
        "Metabolism and hormones",
        r"E[0-7]|E8[0-58]|R73",
        r"A10|C10|H",
        r"diabet|glyc(?:emi|osuri)|prediabetes|obes|body mass index|hyperlipid|cholesterol|triglycerid|metabolic"
        r"|thyroid|gout|vitamin|insulin|metformin|glipizide|[a-z]+statin\b|[a-z]+gliptin\b|[a-z]+gliflozin\b|liraglutide"
        r"|semaglutide|levothyroxine|allopurinol|colchicine|prednisone|hydrocortisone|osteopor",
    ),
    "liver": (
        "Liver and digestion",
        r"K[2-9]|R1[0-9]|B1[5-9]",
        r"A0[2-9]",
        r"liver|hepat|cirrhosis|gallstone|cholecyst|bili|pancrea|gastr|ulcer|colitis|colon|bowel|intestin|esophag|reflux"
        r"|append|celiac|crohn|diverticul|nausea|vomiting|diarrhea|constipation|rectal|omeprazole|pantoprazole"
        r"|esomeprazole|famotidine|ondansetron|lactulose|docusate|senna",
    ),
    "blood": (
        "Blood and coagulation",
        r"D[5-8]",
        r"B0[2-6]",
        r"an(?:a?)emia|thrombocytopen|neutropen|hemophil|coagul|bleeding|hemorrhage|transfusion|iron deficiency|ferrous"
        r"|cyanocobalamin|folic acid|platelet",
    ),
    "infection": (
        "Infection and inflammation",
        r"A|B",
        r"J0|P0",
        r"sepsis|septic|infection|bacter|viral|virus|covid|influenza|tubercul|abscess|cellulitis|fever|otitis|lupus"
        r"|rheumatoid|[a-z]+cillin\b|cef[a-z]+|[a-z]+mycin\b|[a-z]+floxacin\b|vancomycin|piperacillin|metronidazole"
        r"|doxycycline|sulfamethoxazole|acyclovir|oseltamivir|fluconazole",
    ),
    "mind": (
        "Nerves and mind",
        r"F|G|I6|R4[0-7]|H[0-9]",
        r"N",
        r"stroke|cerebr|epilep|seizure|dementia|alzheimer|parkinson|migraine|headache|depress|anxiety|bipolar|schizo"
        r"|psych|delirium|neuropath|concussion|brain|opioid|alcohol|drug (?:abuse|dependence|overdose)|suicid"
        r"|sertraline|fluoxetine|citalopram|trazodone|quetiapine|gabapentin|levetiracetam|lorazepam|donepezil",
    ),
    "bones": (
        "Bones, joints and injuries",
        r"M|S|T0|T1",
        r"M",
        r"fracture|sprain|laceration|arthritis|osteoarth|joint|hip replacement|arthroplasty|dislocat|back pain|rupture"
        r"|tendon|whiplash|bullet|injury|burn\b|ibuprofen|naproxen|alendron",
    ),
    "pregnancy": (
        "Pregnancy and reproduction",
        r"O|N[89]|Z3[0-9]",
        r"G0[23]",
        r"pregnan|miscarriage|childbirth|antenatal|eclampsia|contracept|intrauterine|estradiol|norethindrone"
        r"|levonorgestrel|ovar|uter(?:us|ine)",
    ),
}
TITLES = {system: title for system, (title, *_) in SYSTEMS.items()}

_ICD = re.compile(r"^(?:ICD-?10(?:-?CM)?/+|DIAGNOSIS//ICD//10//)", re.IGNORECASE)
_ATC = re.compile(r"^ATC/+", re.IGNORECASE)
_BY_ICD = {system: re.compile(icd) for system, (_, icd, _, _) in SYSTEMS.items()}
_BY_ATC = {system: re.compile(atc) for system, (_, _, atc, _) in SYSTEMS.items()}
_BY_NAME = {system: re.compile(name, re.IGNORECASE) for system, (_, _, _, name) in SYSTEMS.items()}


@lru_cache(maxsize=65536)
def system_of(code: str, label: str, known: str = "") -> str:
    """The system of a code; empty where nothing tells. `known` is that of a quantity in the table of ranges."""
    if known:
        return known
    for grouping, patterns in ((_ICD, _BY_ICD), (_ATC, _BY_ATC)):
        match = grouping.match(code)
        if match:
            rest = code[match.end() :].upper()
            return next((system for system, pattern in patterns.items() if pattern.match(rest)), "")
    return next((system for system, pattern in _BY_NAME.items() if pattern.search(label)), "")
