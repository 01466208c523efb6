"""Reads mails with Python's own parser and their calendar objects with python3-icalendar, applies these in order to one
calendar as a client would, and says in JSON what came of it. A calendar object may also come as a file of its own.

usage: read_mail.py FILE.eml|FILE.ics...
"""

import email
import email.policy
import json
import sys

import icalendar


def zone_is_right(calendar, event):
    """The VTIMEZONE that came along gives the same instants as the zone database."""
    zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
    for name in ("DTSTART", "DTEND"):
        value = event[name]
        zone_name = value.params.get("TZID")
        if zone_name is None:
            continue
        wall = value.dt.replace(tzinfo=None)
        ours = zones[zone_name].localize(wall) if hasattr(zones[zone_name], "localize") else wall.replace(
            tzinfo=zones[zone_name]
        )
        if ours.utcoffset() != value.dt.utcoffset():
            return False
    return True


def apply(calendar_of_client, calendar):
    """RFC 5546: a REQUEST enters or replaces an event, a CANCEL takes it out; an older SEQUENCE changes nothing."""
    events = [part for part in calendar.walk("VEVENT")]
    assert len(events) == 1, "one event"
    event = events[0]
    uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
    known = calendar_of_client.get(uid)
    if known is not None and known["sequence"] > sequence:
        return event
    if str(calendar["METHOD"]) == "CANCEL":
        calendar_of_client.pop(uid, None)
    else:
        calendar_of_client[uid] = {"sequence": sequence, "start": event["DTSTART"].dt.isoformat()}
    return event


def read_object(octets, calendar_of_client):
    """One object, strictly: nothing is mended or passed over."""
    assert octets.endswith(b"\r\n") and b"\n" not in octets.replace(b"\r\n", b""), "a bare line feed"
    lines = octets.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "a line over 75 octets"
    for line in lines:
        line.decode("utf-8")  # A fold within a character would leave half of it.
    calendar = icalendar.Calendar.from_ical(octets)
    for part in calendar.walk():
        assert not part.errors, part.errors
        missing = [name for name in part.required if name not in part]
        assert not missing, f"{part.name} lacks {missing}"
        doubled = [name for name in part.singletons if isinstance(part.get(name), list)]
        assert not doubled, f"{part.name} has {doubled} twice"
    event = apply(calendar_of_client, calendar)
    assert zone_is_right(calendar, event), "the zone that came along is wrong"
    return calendar, {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": event["DTSTART"].dt.isoformat(),
        "end": event["DTEND"].dt.isoformat(),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "location": str(event["LOCATION"]),
        "status": str(event["STATUS"]),
        "attendee": str(event["ATTENDEE"]),
        "attendee_name": str(event["ATTENDEE"].params["CN"]),
        "calendar": dict(calendar_of_client),
    }


def read_mail(raw, calendar_of_client):
    # SMTP wants CR LF everywhere, and no line over 998 octets.
    assert b"\n" not in raw.replace(b"\r\n", b""), "a bare line feed"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998, "a line too long"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects, message.defects
    parts = list(message.walk())
    assert not any(part.defects for part in parts), [part.defects for part in parts]
    part = next(part for part in parts if part.get_content_type() == "text/calendar")
    file = next(part for part in parts if part.get_filename() == "termin.ics")
    octets = part.get_payload(decode=True)
    assert octets == file.get_payload(decode=True), "the part and the file differ"
    calendar, said = read_object(octets, calendar_of_client)
    assert part.get_param("method") == str(calendar["METHOD"])
    return said | {
        "kinds": [part.get_content_type() for part in parts],
        "subject": str(message["Subject"]),
        "to": str(message["To"]),
        "id": str(message["Message-ID"]),
        "headers": sorted({name.lower() for name in message.keys()}),
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
    }


def read(path, calendar_of_client):
    with open(path, "rb") as file:
        octets = file.read()
    if path.endswith(".ics"):
        return read_object(octets, calendar_of_client)[1]
    return read_mail(octets, calendar_of_client)


calendar_of_client = {}
print(json.dumps([read(path, calendar_of_client) for path in sys.argv[1:]], ensure_ascii=False))
