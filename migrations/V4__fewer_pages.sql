-- Each index is one more page to read and to write with each booking. A booking is found by its uid through
-- calcom_bookings, or through its appointment; a third way is not needed. Few bookings were moved.
DROP INDEX appointment_segments_booking;
DROP INDEX calcom_bookings_from;
DROP INDEX calcom_bookings_to;
CREATE INDEX calcom_bookings_from ON calcom_bookings (rescheduled_from) WHERE rescheduled_from IS NOT NULL;
CREATE INDEX calcom_bookings_to ON calcom_bookings (rescheduled_to) WHERE rescheduled_to IS NOT NULL;
