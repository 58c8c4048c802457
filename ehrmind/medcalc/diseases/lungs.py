"""Lungs: pneumonia, pulmonary embolism and what is mistaken for it.

A mild pneumonia breathes 18 times a minute at 138 mmHg, a grave one 38 times at 78 mmHg and is confused.
"""

from ehrmind.medcalc.diseases.base import Disease

PNEUMONIA = Disease(
    "community-acquired pneumonia",
    asks=(45, 29, 51),
    age=(18, 71, 92),
    setting="emergency",
    complaints=(
        "[a productive cough|cough and fever|cough with rusty sputum]",
        "[fever and chills|rigors and cough]",
        "[worsening|progressive] shortness of breath [and cough|]",
    ),
    measures={
        "temperature": (37.6, 40.2),
        "heart_rate": (82, 138),
        "respiratory_rate": (18, 40),
        "systolic": (138, 78),
        "oxygen_saturation": (96, 84),
        "pao2": (82, 46),
        "paco2": (38, 27),
        "ph": (7.42, 7.27),
        "white_cells": (9.5, 24.0),
        "bands": (2, 18),
        "bun": (13, 52),
        "creatinine": (0.8, 2.2),
        "sodium": (139, 125, 0.6),
        "glucose": (105, 330, 0.25),
        "hematocrit": (41, 26, 0.35),
        "crp": (60, 320),
    },
    findings={
        "confusion": (0.04, 0.7),
        "altered_mental_status": (0.03, 0.65),
        "pleural_effusion": (0.08, 0.4),
        "nursing_home": 0.2,
    },
    story=(
        "[The illness began|It began|Symptoms started] with [a shaking chill|rigors|a sudden chill] [three|four|five] "
        "days [ago|before arrival].",
        "The sputum is [rusty|green|yellow and thick|purulent].",
        "@alert {He} has [sharp|stabbing] [right-sided|left-sided] chest pain [on deep breaths|when coughing].",
        "@alert {He} [feels|has felt] [exhausted|weak and exhausted|too tired to eat].",
        "[The cough keeps {him} awake at night|The cough is worse at night|Coughing fits have become more frequent].",
        "A course of [oral amoxicillin|oral doxycycline] [from the family physician|started in clinic] brought no "
        "[relief|improvement].",
        "[Family members|Close contacts] had [a cold|a respiratory infection] [last week|the week before].",
        "[Appetite has been poor|{He} has hardly eaten|Oral intake has been poor] [since the fever began|since then].",
        "[Night sweats soaked the bedclothes|There were drenching sweats at night].",
        "@adult [The influenza vaccine was missed this season|{He} was not vaccinated against pneumococcus].",
    ),
    exam=(
        "There are [coarse|bronchial|inspiratory] [crackles|breath sounds] at the [right|left] base.",
        "[Percussion is dull|There is dullness to percussion] [over the right lower lobe|over the left lower lobe].",
        "[Tactile fremitus is increased|Egophony is heard] over the [same area|affected lobe].",
        "{He} [uses accessory muscles|breathes with pursed lips|looks acutely ill and flushed].",
        "The [mucous membranes|lips and tongue] are [dry|coated and dry].",
        "[Heart sounds are normal without murmurs|No heart murmur is heard].",
        "The abdomen is [soft and not tender|soft].",
    ),
    results=(
        "The chest film shows [consolidation|an airspace opacity] [of the right lower lobe|of the left lower lobe|in "
        "the lingula].",
        "[Air bronchograms are seen|There is an air bronchogram] [within the opacity|in the affected lobe].",
        "[Two sets of blood cultures were drawn|Blood and sputum cultures were taken] before antibiotics.",
        "The rapid [influenza|viral] test is negative.",
        "[Urinary antigens for pneumococcus and Legionella are pending|A Legionella urinary antigen was sent].",
    ),
    plan=(
        "[Ceftriaxone and azithromycin were started|Intravenous ceftriaxone with azithromycin was begun] "
        "[in the emergency department|without delay].",
        "[Supplemental oxygen|Oxygen by nasal cannula] is titrated to [comfort and saturation|target].",
        "[Intravenous fluids are running|Crystalloid is given] [for poor intake|while intake is poor].",
        "[The level of care depends on the severity score|The site of care will be decided by severity].",
        "[Chest physiotherapy|Breathing exercises] will begin [tomorrow|on the ward].",
        "[Antibiotics will be narrowed|Treatment will be narrowed] once cultures [are back|are final].",
    ),
    course=(
        "@late [Sputum culture grew|Blood cultures later grew] [Streptococcus pneumoniae|Haemophilus influenzae].",
        "@late [Fever settled|The fever resolved] by the [second|third|fourth] hospital day.",
        "@late {He} was [switched to|stepped down to] oral amoxicillin-clavulanate.",
        "@late Oxygen was [weaned|stopped] [before discharge|on the fifth day].",
        "@late [A repeat film|The follow-up film] showed [partial clearing|less opacity].",
        "@late {He} [took part in|tolerated] daily physiotherapy [and regained strength|].",
        "@late [C-reactive protein fell steadily|Inflammatory markers fell] under treatment.",
        "@late [A film in six weeks was arranged|Repeat imaging in six weeks is planned] to confirm resolution.",
        "@late {He} left the hospital [in stable condition|much improved] [after a week|].",
    ),
)

DISEASES = (PNEUMONIA,)
