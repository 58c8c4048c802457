"""Body weights that several calculators reuse, as plain functions of kg, cm and sex.

bmi(81.0, 180)                        ->  25.0
ideal_weight("female", 177.8)         ->  68.5
adjusted_weight("male", 152.4, 100)   ->  70.0
"""

CM_PER_INCH = 2.54
UNDERWEIGHT_BELOW, OVERWEIGHT_FROM = 18.5, 25.0  # kg/m², WHO Technical Report 894 (2000)


def bmi(weight: float, height: float) -> float:
    """Weight in kg / (height in m)², in kg/m²; the height is in cm."""
    return weight / (height / 100) ** 2


def ideal_weight(sex: str, height: float) -> float:
    """Devine (1974): 50 kg (male) or 45.5 kg (female) + 2.3 kg for each inch over 60; the height is in cm."""
    start = 50.0 if sex == "male" else 45.5
    return start + 2.3 * (height / CM_PER_INCH - 60)


def adjusted_weight(sex: str, height: float, weight: float) -> float:
    """Ideal weight + 0.4 × (weight - ideal weight), in kg; height in cm, weight in kg."""
    ideal = ideal_weight(sex, height)
    return ideal + 0.4 * (weight - ideal)


def robinson_weight(sex: str, height: float) -> float:
    """Robinson et al. (1983): 52 kg + 1.9 kg (male) or 49 kg + 1.7 kg (female) for each inch over 60; height in cm."""
    start, each = (52.0, 1.9) if sex == "male" else (49.0, 1.7)
    return start + each * (height / CM_PER_INCH - 60)


def du_bois_area(height: float, weight: float) -> float:
    """Du Bois and Du Bois (1916): body surface in m²; height in cm, weight in kg."""
    return float(0.007184 * weight**0.425 * height**0.725)
