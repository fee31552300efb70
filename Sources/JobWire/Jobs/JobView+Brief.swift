// A job as a table shows it: what events carry, each with a job of its own.

extension JobView {
  /// The form of such a job.
  package static var briefShape: ObjectShape { shape { $0.writeBrief(to: &$1) } }

  /// The fields that a table needs, absent ones as null.
  package func writeBrief(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("rev", rev)
    writer.field("name", name)
    writer.field("kind", kind)
    writer.field("command", command)
    writer.field("queue", queue)
    writer.field("priority", priority)
    writer.field("state", state)
    writer.field("state_since", stateSince)
    writer.field("reason", reason)
    writer.field("done", done)
    writer.field("attempt", attempt)
    writer.field("max_attempts", maxAttempts)
    writer.field("progress", progress)
    writer.field("paused", paused)
    writer.field("cancel_requested", cancelRequested)
    writer.field("tags", tags)
    writer.field("batch", batch)
    writer.field("schedule", schedule)
    writer.field("created_at", createdAt)
    writer.field("run_at", runAt)
    writer.field("started_at", startedAt)
    writer.field("finished_at", finishedAt)
    writer.field("exit_code", exitCode)
    writer.field("signal", signal)
    writer.endObject()
  }
}
