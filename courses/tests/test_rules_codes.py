import pytest

from courses.rules import codes


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        ({"PLC-2648"}, "PLC-2648-2"),
        ({"PLC-2648", "PLC-2648-2"}, "PLC-2648-3"),
        ({"PLC-2648", "PLC-2648-3"}, "PLC-2648-2"),
    ],
)
def test_another_group_is_numbered_after_the_one_it_is_like(taken, code):
    assert codes.another("PLC-2648", taken) == code


def test_code_without_room_for_a_number_is_left_to_staff():
    assert codes.another("A" * 19, set()) == ""


@pytest.mark.parametrize(
    ("taken", "code"), [(set(), "2611-01"), ({"2611-02"}, "2611-01"), ({"2611-01"}, "2611-02")]
)
def test_group_like_no_other_is_numbered_in_its_month(taken, code):
    assert codes.first_of_month("2611", taken) == code
