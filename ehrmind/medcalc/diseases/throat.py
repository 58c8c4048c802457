"""Sore throats: streptococcal and viral pharyngitis.

A mild streptococcal sore throat of a child has 36.7 °C, a grave one 39.9 °C, exudate and tender nodes.
"""

from ehrmind.medcalc.diseases.base import Disease

SORE_THROAT = (
    "[a sore throat|throat pain]",
    "[pain on swallowing|painful swallowing]",
    "[a sore throat and headache|throat pain with malaise]",
)
STORY = (
    "[Swallowing solid food hurts|Solid food hurts on swallowing], but [liquids go down|drinking is possible].",
    "@alert {He} has [the most|the worst] throat pain [on waking|in the morning].",
    "[There is a dull headache|A dull headache is present] with [general malaise|a feeling of being unwell].",
    "[Appetite is down|{He} eats little], though {he} [drinks enough|keeps up with fluids].",
    "[No antibiotics have been taken|No antibiotic was tried] [so far|before this visit].",
    "[Warm drinks and lozenges gave|Salt-water gargles brought] [little|only brief] relief.",
    "[No known|There are no known] allergies to [penicillin|antibiotics].",
    "[Others|The others] in the household are [well|without complaints].",
    "@alert {He} [denies|reports no] [trouble breathing|drooling|trouble opening the mouth].",
)
EXAM = (
    "Both eardrums are [clear|gray and translucent].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[There is no skin rash|The skin is free of rash] on the [trunk or limbs|trunk].",
    "The neck [is supple|moves freely] without [meningeal signs|stiffness].",
    "Heart sounds are [normal|regular], without a murmur.",
    "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
    "[Hydration is good|Mucous membranes are moist] and {he} [looks comfortable|is in no distress].",
)
RESULTS = (
    "[A throat swab was taken|A swab was taken from the pharynx] for [culture|a rapid antigen test].",
    "The swab result is [pending|awaited] [at the time of writing|].",
    "[A pharyngeal culture was sent|Culture material went] to the laboratory.",
)
PLAN = (
    "[Acetaminophen or ibuprofen|Simple analgesia] is advised for [pain|comfort].",
    "[The decision on antibiotics|Whether to give antibiotics] will [follow|rest on] the clinical score.",
    "[Cool drinks and soft food|Fluids and soft food] were [recommended|advised].",
    "[Return|{He} should return] if [breathing becomes hard|drinking becomes impossible].",
    "[A delayed prescription|The option of a delayed prescription] was [discussed|explained].",
    "[Rest at home|Staying home] is advised [while unwell|until better].",
    "[A call|A telephone review] is planned [to discuss the swab|with the swab result].",
)
COURSE = (
    "@late [By telephone|At the call] the throat was [better|much improved].",
    "@late {He} was [eating and drinking normally|back to normal meals] [at follow-up|a few days later].",
    "@late [No complications|Neither abscess nor rash] [followed|occurred].",
    "@late No [second|further] visit was [needed|required].",
    "@late [Usual activities were resumed|{He} returned to daily routine] within [the week|days].",
    "@late [The pain settled|Symptoms settled] with [simple analgesia|paracetamol and rest].",
    "@late [Nobody else in the household|No other household member] [became ill|fell ill].",
)
STREP_COURSE = (
    "@late [The swab|The throat culture] grew [group A streptococcus|Streptococcus pyogenes].",
    "@late [Penicillin was taken|The penicillin course was completed] [as prescribed|without side effects].",
    "@late [Symptoms improved within two days|The throat improved quickly] [of the first dose|on penicillin].",
)

STREP_CHILD = Disease(
    "streptococcal sore throat",
    asks=(20, 33),
    age=(3, 8, 15),
    setting="clinic",
    weight=1.3,
    complaints=(*SORE_THROAT, "[a sore throat and stomach ache|throat pain with poor appetite]"),
    measures={
        "temperature": (36.7, 39.9),
        "heart_rate": (88, 134),
        "respiratory_rate": (18, 26),
        "systolic": (104, 94),
        "oxygen_saturation": (99, 97),
        "white_cells": (9.0, 18.5),
        "crp": (8, 95),
    },
    findings={
        "tonsillar_exudate": (0.4, 0.95),
        "tender_nodes": (0.4, 0.92),
        "fever_past_day": (0.25, 0.95),
        "purulent_tonsils": (0.3, 0.92),
        "severe_inflammation": (0.25, 0.9),
        "early_attendance": 0.75,
    },
    choices={
        "cough": ("present", "not stated", "absent", "absent"),
        "cough_or_coryza": ("present", "not stated", "absent", "absent"),
    },
    story=(
        *STORY[:1],
        *STORY[3:8],
        "[A classmate|Another child of the group] [was treated for strep throat|had the same illness] recently.",
        "[There was some stomach ache|A stomach ache came along] with [one bout of vomiting|nausea].",
        "[Sleep has been restless|{He} slept badly] because of the [throat|pain].",
        "[Immunizations are up to date|All recommended vaccines were given] [so far|].",
    ),
    exam=(*EXAM, "[Small red spots|Petechiae] are [seen|scattered] on the soft palate."),
    results=RESULTS,
    plan=(*PLAN, "[The family was told|The mother was told] [what to watch for|when to come back]."),
    course=(
        *COURSE[:5],
        *STREP_COURSE,
        "@late {He} [returned to class|went back to class] [the next week|soon after].",
    ),
)

STREP_ADULT = Disease(
    "streptococcal pharyngitis",
    asks=(20, 33),
    age=(15, 29, 68),
    setting="clinic",
    complaints=SORE_THROAT,
    measures={
        "temperature": (36.5, 39.6),
        "heart_rate": (72, 116),
        "respiratory_rate": (13, 20),
        "systolic": (128, 112),
        "oxygen_saturation": (99, 97),
        "white_cells": (8.5, 18.0),
        "crp": (10, 120),
    },
    findings={
        "tonsillar_exudate": (0.4, 0.95),
        "tender_nodes": (0.35, 0.92),
        "fever_past_day": (0.2, 0.92),
        "purulent_tonsils": (0.3, 0.9),
        "severe_inflammation": (0.25, 0.88),
        "early_attendance": 0.72,
    },
    choices={
        "cough": ("present", "not stated", "absent", "absent"),
        "cough_or_coryza": ("present", "not stated", "absent", "absent"),
    },
    story=(
        *STORY[:7],
        "[A close contact|Someone {he} shares a table with] was treated for [strep throat|a streptococcal infection].",
        "@alert {He} [aches all over|has aching limbs] and [feels drained|wants to rest].",
        STORY[8],
    ),
    exam=(*EXAM, "[The uvula is red and in the midline|The uvula is central] [today|]."),
    results=RESULTS,
    plan=PLAN,
    course=(
        *COURSE[:4],
        *STREP_COURSE,
        "@late {He} [went back to usual duties|resumed usual duties] after [two|a few] days.",
    ),
)

VIRAL = Disease(
    "viral pharyngitis",
    asks=(20, 33, 51),
    age=(3, 33, 80),
    setting="clinic",
    weight=1.3,
    complaints=(*SORE_THROAT, "[a scratchy throat|a sore, scratchy throat]"),
    measures={
        "temperature": (36.2, 38.4),
        "heart_rate": (70, 106),
        "respiratory_rate": (13, 22),
        "systolic": (128, 114),
        "oxygen_saturation": (99, 96),
        "white_cells": (3.4, 11.0),
        "crp": (3, 30),
    },
    findings={
        "tonsillar_exudate": (0.08, 0.35),
        "tender_nodes": (0.1, 0.4),
        "fever_past_day": (0.08, 0.6),
        "purulent_tonsils": (0.03, 0.15),
        "severe_inflammation": (0.03, 0.25),
        "early_attendance": 0.45,
    },
    choices={
        "cough": ("present", "present", "not stated", "absent"),
        "cough_or_coryza": ("present", "present", "present", "not stated", "absent"),
    },
    story=(
        *STORY[:7],
        "[The voice is hoarse|Hoarseness came with it], [more so|worse] in the [evening|morning].",
        "[The eyes burn a little|The eyes are watery] and [the ears are blocked|the head is heavy].",
        "[Several people around {him}|Several contacts] [have had a cold|had the same complaint].",
    ),
    exam=(*EXAM, "The conjunctivae are [slightly pink|mildly injected]."),
    results=(
        "The rapid [streptococcal|strep] [antigen test|test] is negative.",
        "[A viral swab|A swab for viruses] was [sent|taken].",
    ),
    plan=(*PLAN, "[A viral cause is thought likely|A virus is the likely cause]; [time will help|it should pass]."),
    course=(*COURSE, "@late [Hoarseness|Some hoarseness] lasted [a little longer|some days more] and then went away."),
)

DISEASES = (STREP_CHILD, STREP_ADULT, VIRAL)
