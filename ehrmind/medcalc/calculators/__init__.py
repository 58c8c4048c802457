"""The calculators by id: `CALCULATORS[5]` is mean arterial pressure. A file per category."""

from ehrmind.medcalc.calculators import dates, diagnosis, dosage, labs, physical, risk, severity
from ehrmind.medcalc.forms import Calculator

CALCULATORS: dict[int, Calculator] = {
    calculator.id: calculator
    for module in (labs, physical, dates, dosage, risk, severity, diagnosis)
    for calculator in module.CALCULATORS
}
