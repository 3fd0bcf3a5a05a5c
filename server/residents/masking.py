"""A person as lists show them: name, phone and identity number masked. It opens nothing."""

from mobile_contract.register_views import PersonView
from server.residents.entities import Person
from sync.identifiers import masked_id, masked_name, masked_phone


def masked(person: Person) -> PersonView:
    """The view of a person for those who need not know more."""
    return PersonView(
        id=person.id,
        name=masked_name(person.name),
        sex=person.sex,
        birth_year=None if person.birth_on is None else person.birth_on[:4],
        phone=masked_phone(person.phone),
        id_no=masked_id(person.id_no),
        dwelling=person.dwelling,
        version=person.version,
    )
