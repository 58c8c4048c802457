"""Livers that are not yet cirrhotic, or not known to be: hepatitis C, fatty liver, methotrexate.

A fatty liver at forty has an AST of 26 U/L and 300 ×10⁹/L platelets (FIB-4 below 1), a scarred one 92 U/L and 90.
"""

from ehrmind.medcalc.diseases.base import Disease

LIVER_CLINIC_EXAM = (
    "[No spider nevi are seen|There are no spider nevi] and [the palms are pale pink|the palms look normal].",
    "The liver edge is [smooth|soft] and [not tender|just palpable].",
    "[No flank dullness|There is no shifting dullness], and the [spleen is not felt|spleen is impalpable].",
    "[The skin is not yellow|There is no jaundice] and [no scratch marks are seen|there are no scratch marks].",
    "[Breath sounds are clear|The lungs are clear], and [heart sounds are normal|the heart sounds normal].",
    "[The ankles are not swollen|There is no ankle edema] [today|at this visit].",
)
LIVER_CLINIC_PLAN = (
    "!alp [The score decides|The index will decide] whether [elastography|a stiffness measurement] is needed.",
    "[Alcohol is best avoided|Abstinence from alcohol was advised] [while the liver is inflamed|in any case].",
    "[Vaccination against hepatitis A and B|Hepatitis vaccination] was [offered|brought up to date].",
    "[Over-the-counter remedies|Herbal supplements] were [reviewed|discussed] and [discouraged|stopped].",
    "[A repeat liver panel|Another liver panel] is [due in three months|planned for the next quarter].",
    "[Coffee is no problem|Coffee need not be given up]; [sweet drinks should be cut|sugared drinks should go].",
)
LIVER_CLINIC_COURSE = (
    "@late [Elastography was arranged|A stiffness measurement was booked] [for the next month|at the liver center].",
    "@late [At the next visit|When seen again] {he} felt [well|unchanged] [and had kept to the advice|].",
    "@late [The family physician|The referring physician] received [a letter|the results] [within a week|].",
    "@alert @late [By telephone|On the phone], {he} reported [no new symptoms|no problems] [after two weeks|some weeks "
    "later].",
    "@late [The second dose of vaccine|The hepatitis B booster] was given [as planned|at follow-up].",
    "@late [Ultrasound a year later|Sonography at the yearly visit] showed [no change|no new lesion].",
    "@late {He} [came back|returned] [after three months|the next quarter] [for repeat blood tests|with a food diary].",
)

HEPATITIS_C = Disease(
    "chronic hepatitis C",
    asks=(19, 125),
    age=(30, 54, 82),
    female=0.4,
    setting="clinic",
    complaints=(
        "[a positive hepatitis C test|newly found hepatitis C]",
        "[staging of hepatitis C before treatment|raised liver enzymes]",
        "[tiredness and raised liver enzymes|an abnormal liver panel]",
    ),
    measures={
        "ast": (28, 210),
        "alt": (32, 240),
        "platelets": (290, 76),
        "albumin": (4.5, 3.2),
        "bilirubin": (0.4, 1.8),
        "inr": (0.9, 1.3),
        "hemoglobin": (15.2, 11.6),
    },
    story=(
        "[Hepatitis C was found|The virus was found] [at blood donation|on a screening test|before a procedure].",
        "[Injected drugs long ago|A tattoo in youth|A transfusion in childhood] [may be the source|is the likely "
        "source].",
        "[Viral load is high|The viral RNA is detectable] [on repeat testing|in two samples].",
        "@alert {He} [tires easily|has little energy], [otherwise without complaints|and has no other complaints].",
        "[Antiviral treatment was never given|No antiviral was ever taken] [in the past|so far].",
        "[The genotype was determined|Genotyping was done] [at diagnosis|at the referring practice].",
        "[Direct-acting antivirals|Tablets against the virus] [are wanted|are hoped for] [as soon as possible|this "
        "year].",
        "[HIV and hepatitis B tests|Tests for HIV and hepatitis B] were [negative|nonreactive].",
    ),
    exam=LIVER_CLINIC_EXAM,
    results=(
        "[Sonography|Ultrasound] shows [a slightly coarse liver|mild coarsening of the liver] [without a mass|].",
        "[The bile ducts are normal|Bile ducts are of normal width] [on ultrasound|on sonography].",
        "[Autoimmune antibodies|Antinuclear and smooth-muscle antibodies] are [absent|negative].",
        "[Transferrin saturation|Iron saturation] [is normal|is within limits].",
    ),
    plan=(
        *LIVER_CLINIC_PLAN[:5],
        "[Sofosbuvir-velpatasvir|Glecaprevir-pibrentasvir] will be [prescribed|started] [once staging is done|soon].",
        "[Drug interactions|Interactions with other drugs] [are checked|will be checked] [by the "
        "pharmacist|beforehand].",
    ),
    course=(
        *LIVER_CLINIC_COURSE[:5],
        "@late [The virus was undetectable|Viral RNA was undetectable] [after treatment|at the end of treatment].",
        "@late [The tablets were well tolerated|Treatment caused no side effects] [throughout|apart from headache].",
    ),
)
FATTY_LIVER = Disease(
    "metabolic dysfunction-associated steatotic liver disease",
    asks=(19, 125, 124),
    age=(20, 54, 84),
    setting="clinic",
    complaints=(
        "[a bright liver on ultrasound|raised liver enzymes]",
        "[fatty liver found by chance|an abnormal liver panel]",
        "[follow-up of a fatty liver|referral for fatty liver]",
    ),
    measures={
        "ast": (20, 96),
        "alt": (26, 112),
        "platelets": (330, 88),
        "bmi": (27.5, 40.0),
        "glucose": (94, 190, 0.7),
        "triglycerides": (140, 340, 0.8),
        "hdl": (48, 31, 0.8),
        "albumin": (4.6, 3.6),
        "bilirubin": (0.4, 1.3),
        "ferritin": (80, 480),
        "alp": (64, 150),
    },
    story=(
        "[The finding was incidental|It was found by chance] [during a gallbladder scan|at a health check].",
        "[Weight has crept up|Weight was gained] [over the years|little by little], [mostly at the waist|chiefly at "
        "the waist].",
        "[Most of the day is spent sitting|Days are spent sitting], and [exercise is rare|there is little exercise].",
        "[Sweet drinks|Soft drinks and snacks] are [daily habits|taken every day].",
        "[Alcohol intake is low|Alcohol is drunk at weekends only] [by repeated history|as relatives confirm].",
        "@alert {He} [has no complaints|feels well] [apart from fullness under the ribs|apart from tiredness].",
        "[Earlier liver panels|Panels of past years] were [slightly abnormal|mildly abnormal] [too|as well].",
        "[A first diet|An earlier diet] [helped for a while|took off some weight] [and was then given up|].",
    ),
    exam=(
        *LIVER_CLINIC_EXAM[:1],
        "[Fat is mostly abdominal|Adiposity is mainly abdominal] with [pale striae|a wide waist].",
        "[The liver is hard to palpate|The liver cannot be felt] [through the abdominal wall|because of the build].",
        "[Acanthosis is seen|There is acanthosis] [in the armpits|at the nape of the neck].",
        *LIVER_CLINIC_EXAM[3:],
    ),
    results=(
        "[Ultrasound|Sonography] shows [a bright liver|steatosis] [without a mass|with a normal spleen].",
        "[Viral hepatitis tests|Tests for hepatitis B and C] are [negative|nonreactive].",
        "[Ceruloplasmin is normal|Ceruloplasmin and antitrypsin are normal], [so rarer causes are unlikely|which makes "
        "rarer causes unlikely].",
        "[Autoantibodies are absent|No autoantibodies are found] [on screening|in the serum].",
    ),
    plan=(
        *LIVER_CLINIC_PLAN,
        "[A tenth of the weight|Steady weight loss] is the [goal|aim] [for the coming year|by diet and walking].",
        "[Brisk walking|Swimming or cycling] [most days|on most days] was [advised|agreed].",
    ),
    course=(
        *LIVER_CLINIC_COURSE,
        "@late [Some kilograms were lost|Weight went down a little] [by the next visit|over some months].",
    ),
)
METHOTREXATE = Disease(
    "psoriasis on methotrexate, liver monitoring",
    asks=(19, 125, 124),
    age=(20, 50, 80),
    setting="clinic",
    weight=0.7,
    complaints=(
        "[monitoring of methotrexate|a drug safety visit]",
        "[raised liver enzymes on methotrexate|routine blood tests on methotrexate]",
        "[plaque psoriasis under methotrexate|follow-up of psoriasis]",
    ),
    measures={
        "ast": (18, 120),
        "alt": (18, 140),
        "platelets": (340, 120),
        "creatinine": (0.7, 1.3),
        "white_cells": (7.8, 3.6),
        "hemoglobin": (15.0, 11.0),
        "albumin": (4.6, 3.7),
        "crp": (3, 18),
        "alp": (60, 160),
    },
    story=(
        "[Methotrexate is taken|The tablets are taken] [once a week|on Sundays], [with folic acid the day after|with "
        "folate].",
        "[The skin has cleared|Plaques have thinned] [on this treatment|since it began].",
        "[No dose has been missed|Doses have been taken reliably] [this quarter|since the last visit].",
        "[Nausea on the day after|A day of nausea] is [tolerable|mild] [and passes|].",
        "[There is no cough|Neither cough nor fever occurred], [and no mouth ulcers|and the mouth is not sore].",
        "[The knuckles and knees|Elbows and scalp] [itch at times|are still scaly].",
        "[Weekend wine|Beer at weekends] has been [cut down|given up] [for the drug's sake|on advice].",
        "@alert {He} [wishes to stay on it|would like to go on] [if the liver allows|as long as possible].",
    ),
    exam=(
        *LIVER_CLINIC_EXAM,
        "[Thin plaques|Scaly plaques] remain on [both elbows|the shins|the scalp].",
        "[The nails are pitted|There is nail pitting] [on several fingers|on both hands].",
    ),
    results=(
        "[Ultrasound of the liver|Sonography] is [normal|unremarkable] [apart from slight steatosis|].",
        "[The chest film at baseline|A baseline chest film] was [normal|clear].",
        "[Procollagen peptide|The fibrosis marker of last year] was [within limits|not raised].",
        "[Hepatitis serology|Serology for hepatitis B and C] was [negative|nonreactive] [before treatment|].",
    ),
    plan=(
        *LIVER_CLINIC_PLAN[:5],
        "[The dose stays the same|Methotrexate continues] [until the index is known|for the time being].",
        "[Switching to a biologic|A biologic] [was mentioned|remains an option] [if fibrosis is suspected|].",
    ),
    course=(
        *LIVER_CLINIC_COURSE[:6],
        "@late [Blood tests|The next panel] [after four weeks|a month later] [showed no rise|were acceptable].",
    ),
)

DISEASES = (HEPATITIS_C, FATTY_LIVER, METHOTREXATE)
