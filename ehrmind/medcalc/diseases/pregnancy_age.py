"""Pregnancies of any age, whose weeks are asked for: a routine visit, back pain, a urinary infection, low iron.

Nothing here tells the weeks: the dates of the last period and of the visit do.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.pregnancy import MOTHER_COURSE, MOTHER_EXAM, MOTHER_PLAN, MOTHER_RESULTS

ROUTINE = Disease(
    "pregnancy without complications",
    asks=(69, 13),
    age=(18, 30, 44),
    female=1.0,
    setting="clinic",
    weight=1.3,
    complaints=(
        "[a routine antenatal visit|a pregnancy check]",
        "[a scheduled antenatal visit|a visit with the midwife]",
        "[an antenatal check|routine care in pregnancy]",
    ),
    measures={"systolic": (102, 130), "heart_rate": (68, 96), "hemoglobin": (13.4, 10.8), "cycle_length": (26, 31)},
    story=(
        "@alert {He} [feels well|has no complaints] [and sleeps fairly|apart from some tiredness].",
        "[There is no bleeding|No bleeding has occurred] and [no fluid loss|no pain].",
        "[Appetite is good|Meals are regular], [heartburn is rare|with little heartburn].",
        "[Vitamins are taken|The vitamins are taken] [with breakfast|without fail].",
        "[Headache is absent|There is no headache], and [vision is clear|sight is clear].",
        "[Voiding is normal|There is no burning on voiding], but bowels are [slow|sluggish].",
        "[The partner|{His} partner] [came along|waits outside] [today|].",
        "[Questions about travel|Questions about exercise] were [brought on a list|written down].",
    ),
    exam=MOTHER_EXAM,
    results=MOTHER_RESULTS,
    plan=MOTHER_PLAN,
    course=MOTHER_COURSE,
)
BACK_PAIN = Disease(
    "low back pain in pregnancy",
    asks=(69,),
    age=(18, 31, 44),
    female=1.0,
    setting="clinic",
    complaints=(
        "[low back pain|pain in the lower back]",
        "[back pain on standing|an aching back]",
        "[pelvic girdle pain|pain over the sacrum]",
    ),
    measures={"systolic": (104, 130), "heart_rate": (70, 94), "hemoglobin": (13.2, 10.8)},
    story=(
        "[The ache is low|The pain sits low], [on both sides|across the sacrum].",
        "[Standing makes it worse|Long standing makes it worse], and [lying on the side|warmth] helps.",
        "[It began after lifting|It began after a long drive] [two weeks ago|some days ago].",
        "[Legs are strong|The legs are strong], [without tingling|without numbness].",
        "@alert {He} [turns in bed with pain|finds turning in bed painful] [at night|].",
        "[Voiding is painless|There is no burning on voiding] and [no fever|no chills].",
        "[Bleeding is absent|There is no bleeding], and [there are no cramps|the belly is quiet].",
        "[Acetaminophen helped|Acetaminophen was taken] [once or twice|at night].",
    ),
    exam=(
        *MOTHER_EXAM[:3],
        "[The sacroiliac joints are tender|There is tenderness over the sacroiliac joints] [on both sides|on the "
        "left].",
        "[Straight-leg raising is free|The straight-leg test is negative] [on both sides|].",
        "[Gait is slow|Gait is a little stiff] but [safe|steady].",
    ),
    results=MOTHER_RESULTS,
    plan=(
        "[Exercise in water|Swimming] [two or three times a week|each week] was [advised|agreed].",
        "[A pelvic belt|A support belt] was [prescribed|fitted].",
        "[Physiotherapy|Gentle physiotherapy] [starts next week|was arranged].",
        "[Ibuprofen is to be avoided|Ibuprofen should not be used] [in pregnancy|].",
        *MOTHER_PLAN[:1],
        *MOTHER_PLAN[5:],
    ),
    course=(
        "@late [Pain eased|The pain eased] [with the belt|after a few sessions].",
        "@late [Work was resumed|Usual chores were resumed] [with pauses|within a week].",
        *MOTHER_COURSE[:2],
        *MOTHER_COURSE[3:5],
        *MOTHER_COURSE[6:],
    ),
)
CYSTITIS = Disease(
    "urinary tract infection in pregnancy",
    asks=(69,),
    age=(18, 28, 43),
    female=1.0,
    setting="clinic",
    complaints=(
        "[burning on voiding|frequent voiding with burning]",
        "[bladder pain|pain above the pubic bone]",
        "[cloudy urine and burning|an urgent need to void]",
    ),
    measures={
        "temperature": (36.6, 38.2),
        "heart_rate": (74, 106),
        "systolic": (122, 104),
        "white_cells": (8.0, 14.5),
        "crp": (3, 40),
    },
    story=(
        "[Burning began|Voiding began to burn] [two days ago|the day before].",
        "[Small amounts pass|Only small amounts are passed] [every half-hour|with urgency].",
        "[The urine is cloudy|Urine is cloudy] [without blood|and smells].",
        "@alert {He} [has no flank pain|denies flank pain] [on either side|].",
        "[Cranberry juice|Drinking more] [did not help|brought little relief].",
        "[An earlier infection|A bladder infection] [was treated last year|healed quickly].",
        "[There is no vaginal bleeding|Bleeding is absent], and there is no [itching|soreness].",
        "[Penicillin was tolerated|Amoxicillin was tolerated] [in the past|before].",
    ),
    exam=(
        *MOTHER_EXAM[1:4],
        "[The bladder is tender|There is tenderness above the pubis] [on palpation|].",
        "[Flanks are not tender|The flanks are free of tenderness] [on percussion|].",
        "[The abdomen is soft|The belly is soft], [without guarding|bowel sounds are present].",
    ),
    results=(
        "[The dipstick shows|On the dipstick there are] [white cells and nitrite|nitrite and white cells].",
        "[Urine culture|A culture] was [sent|taken] [before treatment|].",
        *MOTHER_RESULTS[1:],
    ),
    plan=(
        "[Cephalexin for a week|A week of cephalexin] was [prescribed|started].",
        "[A control culture|The test of cure] is [taken in two weeks|due in two weeks].",
        "[Fever or flank pain|Chills or vomiting] [should bring {him} back|needs a visit].",
        "[Plenty of water|Two liters of water] [a day was advised|each day was advised].",
        *MOTHER_PLAN[:1],
        *MOTHER_PLAN[5:],
    ),
    course=(
        "@late [Burning stopped|Symptoms stopped] [within two days|on the third day].",
        "@late [Culture grew|The culture grew] [Escherichia coli|Proteus], [sensitive to cephalexin|sensitive to the "
        "drug].",
        "@late [The control culture|The test of cure] was [sterile|negative].",
        *MOTHER_COURSE[:1],
        *MOTHER_COURSE[3:5],
        *MOTHER_COURSE[6:],
    ),
)
LOW_IRON = Disease(
    "iron deficiency in pregnancy",
    asks=(69,),
    age=(18, 29, 44),
    female=1.0,
    setting="clinic",
    weight=0.8,
    complaints=(
        "[tiredness|tiredness and pallor]",
        "[low iron on routine tests|fatigue]",
        "[brittle nails and tiredness|craving for ice]",
    ),
    measures={"hemoglobin": (11.2, 8.2), "ferritin": (26, 14), "heart_rate": (78, 104), "systolic": (120, 102)},
    story=(
        "[Stairs have become hard|Stairs take longer] [of late|for some weeks].",
        "[Ice cubes are chewed|Ice is craved] [all day|every evening].",
        "[Meat has rarely been eaten|A vegetarian diet has been kept] [since the teens|for years].",
        "[Periods had been heavy|Bleeding had been heavy] [before pregnancy|in the past].",
        "@alert {He} [is cold|feels cold] [in warm rooms|at night].",
        "[Iron tablets once caused|Earlier iron tablets caused] [constipation|stomach cramps].",
        "[There is no bleeding now|No bleeding has occurred], and stools are [brown|of normal color].",
        "[Hair loss is noticed|Hair comes out] [in the shower|on brushing].",
    ),
    exam=(
        *MOTHER_EXAM[:4],
        "[Conjunctivae are pale|The conjunctivae are pale], and the tongue is [smooth|pale].",
        "[Nails are brittle|The nails are brittle] [and flat|with ridges].",
    ),
    results=(
        *MOTHER_RESULTS,
        "[Red cells are small|The red cells are small and pale] [on the smear|].",
    ),
    plan=(
        "[Iron every other day|Iron sulfate every other day] was [prescribed|begun].",
        "[Iron by vein|An iron infusion] [is an option|may follow] [if tablets fail|].",
        "[Orange juice with the tablet|Vitamin C with the tablet] [helps uptake|was advised].",
        "[Blood counts|The counts] are [repeated in four weeks|checked again in a month].",
        *MOTHER_PLAN[:1],
        *MOTHER_PLAN[5:],
    ),
    course=(
        "@late [Counts rose|The counts rose] [within a month|by the next visit].",
        "@late [Tablets were tolerated|Tablets caused no cramps] [every other day|].",
        "@late [Energy came back|Stamina came back] [over some weeks|].",
        *MOTHER_COURSE[:1],
        *MOTHER_COURSE[3:5],
        *MOTHER_COURSE[6:],
    ),
)

DISEASES = (ROUTINE, BACK_PAIN, CYSTITIS, LOW_IRON)
