// One try to run a job, in the history that JobView carries with `view=full`.

/// One attempt of a job.
public struct AttemptView: Sendable, Equatable {
  /// Its number, from 1.
  public var attempt: Int
  public var startedAt: WireTime
  public var finishedAt: WireTime?
  /// How it ended; nil while it runs.
  public var outcome: String?
  public var exitCode: Int?
  /// The number of the signal that ended the process.
  public var signal: Int?
  public var error: JobErrorView?
  public var pid: Int?

  public init(
    attempt: Int, startedAt: WireTime, finishedAt: WireTime? = nil, outcome: String? = nil, exitCode: Int? = nil,
    signal: Int? = nil, error: JobErrorView? = nil, pid: Int? = nil
  ) {
    self.attempt = attempt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.outcome = outcome
    self.exitCode = exitCode
    self.signal = signal
    self.error = error
    self.pid = pid
  }
}

extension AttemptView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("attempt", attempt)
    writer.field("started_at", startedAt)
    writer.field("finished_at", finishedAt)
    writer.field("outcome", outcome)
    writer.field("exit_code", exitCode)
    writer.field("signal", signal)
    writer.field("error", error)
    writer.field("pid", pid)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    attempt = reader.required("attempt", reader.int("attempt"), or: 0)
    startedAt = reader.required("started_at", reader.time("started_at"), or: WireTime(micros: 0))
    finishedAt = reader.time("finished_at")
    outcome = reader.string("outcome")
    exitCode = reader.int("exit_code")
    signal = reader.int("signal")
    error = reader.object("error")
    pid = reader.int("pid")
  }
}
