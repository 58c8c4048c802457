"""Opioids for nerve pain, on their way down, and for some days after an operation.

Tapentadol 75 mg twice a day are 60 MME; a taper goes from there by a tenth a month.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.pain import PAIN_CLINIC_COURSE, PAIN_EXAM, PAIN_PLAN, PAIN_WARD_COURSE

NEUROPATHY = Disease(
    "painful neuropathy",
    asks=(49,),
    age=(30, 60, 88),
    setting="clinic",
    complaints=(
        "[burning feet|burning pain in the feet]",
        "[shooting pain in the legs|tingling and burning at night]",
        "[nerve pain after shingles|pain along the ribs after shingles]",
    ),
    measures={"systolic": (118, 150), "heart_rate": (64, 92), "creatinine": (0.7, 1.6), "hemoglobin": (14.2, 11.2)},
    doses={"tapentadol": 0.5, "tramadol": 0.5, "methadone": 0.25, "oxycodone": 0.3, "codeine": 0.2},
    story=(
        "[The pain burns|Burning is constant], [with electric jolts|like needles].",
        "[Sheets hurt the skin|Bedclothes are too much], [so a frame is used|and socks are taken off].",
        "[Gabapentin and duloxetine|Pregabalin and amitriptyline] [brought some relief|helped in part].",
        "[A cream with capsaicin|A lidocaine plaster] is [used at night|of some help].",
        "@alert {He} [is awake at night|walks about at night] [for hours|most nights].",
        "[Balance is fair|Balance is a little poor], [and rails are used|with a hand on the rail].",
        "[The cause was sought|A cause was sought] [by a neurologist|at the nerve clinic].",
        "[No wound has appeared|There are no sores], and shoes are [padded|wide].",
    ),
    exam=(
        *PAIN_EXAM,
        "[Light touch hurts|Light touch is unpleasant] [over the affected skin|in the affected area].",
        "[Ankle jerks are weak|The ankle jerks are reduced] [on both sides|].",
    ),
    results=(
        "[Nerve conduction|A nerve study] shows [axonal loss|reduced amplitudes].",
        "[Serum cobalamin|The cobalamin level] is [normal|within range].",
        "[Serum electrophoresis|Electrophoresis] is [normal|without a band].",
        "[A skin biopsy|The skin biopsy] shows [fewer fine fibers|loss of small fibers].",
    ),
    plan=PAIN_PLAN,
    course=PAIN_CLINIC_COURSE,
)
TAPER = Disease(
    "long-term opioid therapy, tapering visit",
    asks=(49,),
    age=(28, 52, 80),
    setting="clinic",
    complaints=(
        "[a tapering visit|a planned dose reduction]",
        "[a wish to reduce {his} pain medicine|review of long-term pain medicine]",
        "[drowsiness on pain medicine|constipation on pain medicine]",
    ),
    measures={"systolic": (116, 146), "heart_rate": (62, 92), "alt": (18, 60)},
    doses={
        "oxycodone": 0.45,
        "hydrocodone": 0.4,
        "oxymorphone": 0.3,
        "hydromorphone": 0.25,
        "methadone": 0.25,
        "morphine": 0.3,
        "tramadol": 0.2,
    },
    story=(
        "[Treatment began|The drugs were begun] after [a car accident|a crushed ankle|a knee injury] [years ago|].",
        "[Doses crept up|The doses crept up] [over the years|with each relapse].",
        "[Relief has faded|Relief has become less] [over time|with the years], and [dullness|drowsiness] has grown.",
        "@alert {He} [would like a clear head|wants to reduce], [slowly|without haste].",
        "[A first attempt failed|An earlier attempt failed] [because it was too fast|within a week].",
        "[Yawning and sweats|Restless legs] [followed a missed dose|came with missed doses].",
        "[No tablets were lost|No early refill was needed] [this year|].",
        "[A friend|A relative] [keeps the box|locks the box] [at {his} wish|].",
    ),
    exam=(
        *PAIN_EXAM,
        "[There is no tremor|No tremor is seen], and [the skin is dry|there is no gooseflesh].",
        "[The old scar|A long scar] is [pale|well healed] [and not tender|].",
    ),
    results=(
        "[The urine drug test|Urine testing] [fits the prescription|is consistent].",
        "[The tracing is normal|The electrocardiogram is normal] [on this dose|].",
        "[Morning testosterone|Morning cortisol] is [low normal|in range].",
        "[The withdrawal scale|The depression scale] gives [a low score|no cause for concern].",
    ),
    plan=(
        *PAIN_PLAN[:5],
        "[A tenth less|A small step down] [each month|every four weeks] was [agreed|planned].",
        "[Clonidine|Lofexidine] [is at hand|may be used] [for restlessness|].",
    ),
    course=PAIN_CLINIC_COURSE,
)
AFTER_OPERATION = Disease(
    "pain after knee replacement",
    asks=(49,),
    age=(44, 68, 90),
    complaints=(
        "[knee pain after a knee replacement|pain after a knee replacement]",
        "[pain on bending the new knee|stiffness after a knee replacement]",
        "[poor sleep from knee pain|pain during physiotherapy]",
    ),
    measures={
        "hemoglobin": (13.0, 8.8),
        "temperature": (36.7, 37.9),
        "heart_rate": (70, 102),
        "systolic": (138, 108),
        "crp": (30, 200),
        "white_cells": (8.0, 13.0),
    },
    doses={
        "oxycodone": 0.6,
        "hydromorphone": 0.3,
        "morphine": 0.25,
        "tramadol": 0.35,
        "hydrocodone": 0.3,
        "codeine": 0.2,
        "tapentadol": 0.2,
    },
    story=(
        "[The knee was replaced|Knee replacement was done] [two days ago|three days ago].",
        "[The nerve block wore off|The block wore off] [overnight|the next morning].",
        "[Bending is hard|Bending beyond a right angle is hard], while [straightening is easy|stretching is fine].",
        "@alert {He} [has most pain|has the worst pain] [before exercises|in the night].",
        "[Ice packs help|Cold packs help] [for an hour|between exercises].",
        "[Acetaminophen is given as well|Celecoxib is given as well] [around the clock|].",
        "[The first steps|Steps with a frame] [were made|succeeded] [the same day|].",
        "[Nausea came once|There was brief nausea] [after supper|on the first evening].",
    ),
    exam=(
        *PAIN_EXAM[:3],
        "[The dressing is dry|The wound dressing is dry], [with little swelling|and the knee is swollen].",
        "[Calves are soft|Both calves are soft] [and not tender|].",
        "[The foot moves freely|The foot lifts against resistance] [and is warm|with normal sensation].",
    ),
    results=(
        "[The film shows|The control film shows] [a well-seated implant|good alignment].",
        "[The urine is clean|The dipstick is clean] [after the catheter|].",
        "[The tracing|An electrocardiogram] is [unchanged|normal].",
        "[A bladder scan|The bladder scan] shows [little residual urine|no retention].",
    ),
    plan=PAIN_PLAN,
    course=PAIN_WARD_COURSE,
)

DISEASES = (NEUROPATHY, TAPER, AFTER_OPERATION)
