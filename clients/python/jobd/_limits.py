"""Every bound of this library, in one place. Those that jobd checks as well carry its numbers."""

#: Bytes of a result, as JSON: of one value, and of all that a generator yields together.
RESULT_BYTES_MAX = 1_048_576
#: Levels of objects and lists in what is sent: jobd reads 256, and a message is one of them.
DEPTH_MAX = 255
#: Bytes of a message to jobd: room for a result, or for a checkpoint in base64.
MESSAGE_BYTES_MAX = 1_572_864
#: Bytes of a message from jobd: a payload and a checkpoint, with room to grow.
INCOMING_BYTES_MAX = 16 * 1_048_576
#: Bytes of a checkpoint.
CHECKPOINT_BYTES_MAX = 1_048_576
#: Of an error: bytes of the message, of the code, and of the traceback (its middle is left out).
ERROR_MESSAGE_BYTES_MAX = 4_096
ERROR_CODE_BYTES_MAX = 100
TRACEBACK_BYTES_MAX = 65_536
#: Bytes of the note of a report of progress; more is cut off.
NOTE_BYTES_MAX = 200
#: Characters of one piece of output on its way to the log of a job.
LOG_PIECE_CHARS_MAX = 65_536
#: Bytes of output of one attempt that wait to be sent by a remote worker; more is dropped, and said.
LOG_PENDING_BYTES_MAX = 4 * 1_048_576
#: Ten years: a longer pause is a mistake in the unit.
DURATION_SECONDS_MAX = 315_360_000.0
#: Bytes of an answer over HTTP.
ANSWER_BYTES_MAX = 256 * 1_048_576
#: Handlers, or queues, that a remote worker asks for; and leases that it renews with one request.
CLAIM_NAMES_MAX = 100
HEARTBEATS_MAX = 1_000
#: Members of a batch that a remote worker has in memory: a page, without what they made.
MEMBERS_PAGE_SIZE = 100
