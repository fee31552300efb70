// Schema version 19: since when, until when and how something is paused.

/// Pauses of everything, and more about those of queues. An older jobd, which would start what is paused, does not open
/// the file.
enum M019Pauses {
  static let script = """
    -- The wall clock at its beginning; NULL if the queue is not paused, or was before this schema.
    ALTER TABLE queue ADD COLUMN paused_at INTEGER;
    -- How long it is to last, and when that is over in steady time; NULL is without an end.
    ALTER TABLE queue ADD COLUMN paused_for INTEGER;
    ALTER TABLE queue ADD COLUMN paused_until INTEGER;
    -- Commands that ran when it began stand still.
    ALTER TABLE queue ADD COLUMN stops_running INTEGER NOT NULL DEFAULT 0 CHECK (stops_running IN (0, 1));

    -- The same of everything; pause is 0 for none, 1 for one, 2 for one of what runs, too, and pause_for 0 without an end.
    INSERT INTO meta (name, value) VALUES ('pause', 0), ('pause_at', 0), ('pause_for', 0), ('pause_until', 0);
    """
}
