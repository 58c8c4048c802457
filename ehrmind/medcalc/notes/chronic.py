"""The chronic conditions that a note may add: each with its drug, the inputs it would tell of, and its own story.

    Comorbidity(("gout",), drug="allopurinol", youngest=40, blocks=("renal_disease", "kidney_disease"),
                lines=(("history", "The last [flare|attack] of gout was [in spring|a year ago]."), ...))

None of them changes a calculation. Lines are templates of notes.grammar, with conditions as a disease's lines.
"""

from dataclasses import dataclass

KIDNEYS = ("renal_disease", "kidney_disease", "chronic_renal_failure", "acute_renal_failure")
GUT = ("bleeding", "melena", "bowel_disease", "peptic_ulcer_disease", "bleeding_drugs")
LEGS = (
    "mobility",
    "leg_swelling",
    "unilateral_leg_swelling",
    "calf_swelling",
    "immobilization",
    "paralysis",
    "hemiplegia",
)
OPERATIONS = ("major_surgery", "recent_surgery", "surgery_or_trauma", "major_surgery_last_month", "surgery",
              "admission", "high_risk_surgery")  # fmt: skip
SENSES = ("gcs", "eye_opening", "verbal_response", "confusion", "altered_mental_status", "stroke", "consciousness",
          "deficit", "phenytoin")  # fmt: skip

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """A condition, what it is treated with, the youngest age at which it is met, and sentences by part of the note."""

    names: tuple[str, ...]
    drug: str
    youngest: int
    lines: Lines
    blocks: tuple[str, ...] = ()
    sex: str = ""


COMORBIDITIES = (
    Comorbidity(
        ("gout",),
        "allopurinol",
        40,
        (
            ("history", "[The last|{His} last] [flare|attack] of gout was [in spring|a year ago|last winter]."),
            ("exam", "[A small tophus|One tophus] is [seen|palpable] [over the olecranon|on the ear|at one toe]."),
            ("plan", "[Allopurinol continues|Urate-lowering treatment continues] [unchanged|at the same dose]."),
            ("history", "[Gout first affected|It first struck] the [great toe|ankle|midfoot] [years ago|a "
            "decade ago]."),
        ),
        KIDNEYS,
    ),
    Comorbidity(
        ("hypothyroidism", "an underactive thyroid"),
        "levothyroxine",
        25,
        (
            ("history", "[Hypothyroidism has been treated|The thyroid has been treated] for [years|over a decade]."),
            ("history", "[Thyroid function was last checked|The thyroid was last checked] [in autumn|half a "
            "year ago]."),
            ("exam", "The thyroid is [small and firm|not palpable|firm without nodules]."),
            ("plan", "[Levothyroxine continues|Thyroid replacement continues] [in the morning|before breakfast]."),
        ),
    ),
    Comorbidity(
        ("GERD", "gastroesophageal reflux"),
        "omeprazole",
        22,
        (
            ("history", "[Reflux symptoms are controlled|Heartburn is well controlled] [on omeprazole|with "
            "treatment]."),
            ("history", "[An endoscopy years ago|Endoscopy some years ago] showed [mild esophagitis|a hiatal hernia]."),
            ("plan", "[Omeprazole may be reduced|Acid suppression can be reviewed] [later|with the family physician]."),
        ),
        GUT,
    ),
    Comorbidity(
        ("osteoarthritis", "knee osteoarthritis"),
        "acetaminophen",
        50,
        (
            ("history", "[Osteoarthritis affects|Joint wear affects] [both knees|the hips|the hands], [worse on "
            "the left|"
             "worse on the right]."),
            ("exam", "[Heberden nodes are present|There are Heberden nodes] on [both hands|several fingers]."),
            ("exam", "[Crepitus is felt|There is crepitus] [in both knees|on knee flexion], [without "
            "effusion|no warmth]."),
            ("plan", "[Acetaminophen as needed|Simple analgesia] [for the joints|for joint pain] [continues|is "
            "enough]."),
        ),
        (*LEGS, "connective_tissue_disease"),
    ),
    Comorbidity(
        ("migraine",),
        "sumatriptan",
        18,
        (
            ("history", "[Migraine attacks come|Migraines occur] [a few times a year|every few months|around "
            "weekends]."),
            ("history", "[Attacks are preceded by|An aura consists of] [zigzag lines|flickering lights] [as a rule|]."),
            ("plan", "[Sumatriptan stays available|Triptan as needed] for [migraine|attacks]."),
        ),
        (*SENSES, "cerebrovascular_disease", "atherosclerosis", "ischemic_heart_disease"),
    ),
    Comorbidity(
        ("benign prostatic hyperplasia", "BPH"),
        "tamsulosin",
        55,
        (
            ("history", "[Nocturia twice a night|A weak stream] has been [stable|unchanged] [on tamsulosin|for "
            "years]."),
            ("history", "[The urologist sees|Urology sees] him [once a year|every year]."),
            ("plan", "[Tamsulosin continues|The alpha blocker continues] [at night|unchanged]."),
        ),
        ("urine_output", "systolic"),
        "male",
    ),
    Comorbidity(
        ("osteoporosis",),
        "alendronate",
        55,
        (
            ("history", "[Bone density was low|A bone scan showed low density] [at the last check|two years ago]."),
            ("history", "[No fragility fracture is known|She has had no fragility fracture]."),
            ("plan", "[Alendronate once a week|Weekly alendronate] [continues|is continued] [with vitamin D|]."),
        ),
        ("fracture_last_month", "trauma_last_month", "bed_mobility", *GUT),
        "female",
    ),
    Comorbidity(
        ("seasonal allergic rhinitis", "hay fever"),
        "cetirizine",
        8,
        (
            ("history", "[Rhinitis recurs|Nasal symptoms recur] [every spring|with birch pollen|in grass season]."),
            ("exam", "[The nasal mucosa is pale|Nasal mucosa pale and boggy|Nasal turbinates are pale]."),
            ("plan", "[Cetirizine as needed|An antihistamine as needed] [in season|for rhinitis]."),
        ),
        ("cough", "cough_or_coryza"),
    ),
    Comorbidity(
        ("glaucoma", "open-angle glaucoma"),
        "latanoprost eye drops",
        45,
        (
            ("history", "[Eye pressure has been|Intraocular pressure was] [well controlled|in range] [at "
            "reviews|lately]."),
            ("history", "[The ophthalmologist follows|Ophthalmology follows] the [glaucoma|eyes] [twice a "
            "year|yearly]."),
            ("plan", "[Eye drops continue|Latanoprost continues] [at night|in both eyes]."),
        ),
        SENSES,
    ),
    Comorbidity(
        ("eczema", "atopic dermatitis"),
        "an emollient",
        3,
        (
            ("history", "[Eczema has been present|Atopic dermatitis dates] since [childhood|infancy]."),
            ("exam", "[Dry, lichenified skin|Mild lichenification] in [both elbow creases|the elbow folds]."),
            ("plan", "[Emollients twice a day|Regular emollients] for [the skin|eczema]."),
        ),
    ),
    Comorbidity(
        ("psoriasis", "plaque psoriasis"),
        "topical calcipotriol",
        20,
        (
            ("history", "[Psoriasis is limited|Plaques are limited] to [the elbows|elbows and scalp], [without joint "
             "pain|joints spared]."),
            ("exam", "[Scaly plaques|Well-defined scaly plaques] on [both elbows|the extensor surfaces]."),
            ("plan", "[Topical treatment|Calcipotriol] for [psoriasis|the plaques] continues."),
        ),
        ("connective_tissue_disease",),
    ),
    Comorbidity(
        ("restless legs syndrome",),
        "ropinirole",
        35,
        (
            ("history", "[Restless legs disturb|The urge to move the legs disturbs] sleep [less on "
            "treatment|rarely now]."),
            ("plan", "[Ropinirole in the evening|The evening dose of ropinirole] [continues|is unchanged]."),
        ),
        LEGS,
    ),
    Comorbidity(
        ("overactive bladder",),
        "solifenacin",
        45,
        (
            ("history", "[Urgency has been milder|Urinary urgency is milder] [since solifenacin|on treatment]."),
            ("plan", "[Bladder training|Pelvic floor exercise] [was advised again|continues]."),
        ),
        ("urine_output",),
    ),
    Comorbidity(
        ("chronic tinnitus", "tinnitus"),
        "",
        35,
        (
            ("history", "[Tinnitus on both sides|Bilateral tinnitus] has been [stable|unchanged] [for "
            "years|since long]."),
            ("history", "[An audiogram|Audiometry] [last year|two years ago] showed [mild high-tone loss|no "
            "progression]."),
        ),
        SENSES,
    ),
    Comorbidity(
        ("a remote hernia repair", "an old inguinal hernia repair"),
        "",
        30,
        (
            ("exam", "[A healed groin scar|An old scar in the right groin|An old scar in the left groin] is noted."),
            ("history", "[The hernia was repaired|Hernia repair was done] [decades ago|long ago], [without "
            "mesh|open]."),
        ),
        OPERATIONS,
    ),
    Comorbidity(
        ("early cataracts", "cataracts"),
        "",
        60,
        (
            ("exam", "[Lens opacities|Early lens opacities] [on both sides|in both eyes]."),
            ("history", "[Cataract surgery is not yet needed|The cataracts are being watched] [per ophthalmology|]."),
        ),
        (*OPERATIONS, "eye_opening"),
    ),
    Comorbidity(
        ("rosacea",),
        "topical metronidazole",
        30,
        (
            ("exam", "[Central facial erythema|Erythema of cheeks and nose] with [telangiectasia|a few papules]."),
            ("plan", "[Topical metronidazole|Topical treatment] for [rosacea|the face] [continues|as before]."),
        ),
    ),
    Comorbidity(
        ("irritable bowel syndrome", "IBS"),
        "peppermint oil",
        20,
        (
            ("history", "[Bloating after meals|Crampy discomfort after meals] [has been stable|is long-standing]."),
            ("history", "[A colonoscopy for this|Colonoscopy some years ago] was [normal|unremarkable]."),
            ("plan", "[Dietary advice|A low-FODMAP diet] [was reviewed|was discussed again]."),
        ),
        GUT,
    ),
    Comorbidity(
        ("obstructive sleep apnea", "OSA"),
        "",
        35,
        (
            ("history", "[Sleep apnea was found|OSA was diagnosed] [on polysomnography|by a sleep study] years ago."),
            ("history", "[A mandibular splint|An oral appliance] is [worn|used] [at night|most nights]."),
            ("plan", "[Sleep clinic follow-up|Review in the sleep clinic] [next year|as scheduled]."),
        ),
        ("respiratory_support", "copd", "obesity", "bmi", "oxygen_saturation"),
    ),
    Comorbidity(
        ("carpal tunnel syndrome",),
        "",
        30,
        (
            ("history", "[Night-time tingling|Tingling at night] in the [right|left] hand [eased with a "
            "splint|comes and "
             "goes]."),
            ("exam", "[The Tinel sign is positive|Tinel sign positive] at the [right|left] wrist."),
        ),
        ("hemiplegia", "stroke", "motor_response", "diabetes", "diabetes_severity", "deficit"),
    ),
)  # fmt: skip
