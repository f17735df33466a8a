import pytest

from bot.content.checks.links import hosts_in


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://siskop2mi.bp2mi.go.id/lowongan/list", ["siskop2mi.bp2mi.go.id"]),
        ("tawau.kri@kemlu.go.id", ["kemlu.go.id"]),
        ("lihat HTTPS://Kp2mi.go.id.", ["kp2mi.go.id"]),
        ("https://go.id@evil.example/", ["evil.example"]),
        ("https://kp2mi.go.id.evil.example", ["kp2mi.go.id.evil.example"]),
        ("SAPA 129", []),
        ("Jl. Mawar No. 6", []),
    ],
)
def test_hosts_of_addresses_are_found(text: str, hosts: list[str]) -> None:
    assert hosts_in(text) == hosts
