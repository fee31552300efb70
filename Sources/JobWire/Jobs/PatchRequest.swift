// The body of `PATCH /v1/jobs/{id}`. Which of these can still be changed depends on the job's state; the engine decides.

/// Changes to a job; what is absent stays as it is.
public struct PatchRequest: Sendable, Equatable {
  public var priority: PatchField<Int> = .absent
  public var queue: PatchField<String> = .absent
  public var runAt: PatchField<WireTime> = .absent
  public var name: PatchField<String> = .absent
  public var tags: PatchField<[String: String]> = .absent
  public var timeout: PatchField<WireDuration> = .absent
  public var deadline: PatchField<WireTime> = .absent
  public var retry: PatchField<RetrySpec> = .absent
  /// All its parents from now on; none releases it.
  public var after: PatchField<[AfterSpec]> = .absent

  /// A patch that changes nothing, to fill in.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool { self == PatchRequest() }
}

extension PatchRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.patch("priority", priority) { $0.integer(Int64($1)) }
    writer.patch("queue", queue) { $0.string($1) }
    writer.patch("run_at", runAt)
    writer.patch("name", name) { $0.string($1) }
    writer.patch("tags", tags) { $0.map($1) }
    writer.patch("timeout", timeout)
    writer.patch("deadline", deadline)
    writer.patch("retry", retry)
    writer.patch("after", after) { $0.array($1) }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    priority = reader.patchWithoutNull("priority", reader.int("priority"))
    queue = reader.patchWithoutNull("queue", reader.string("queue"))
    runAt = reader.patch("run_at", reader.time("run_at"))
    name = reader.patch("name", reader.string("name"))
    tags = reader.patch("tags", reader.stringMap("tags", max: WireLimits.tagsMax))
    timeout = reader.patch("timeout", reader.duration("timeout", sign: .any))
    deadline = reader.patch("deadline", reader.time("deadline"))
    retry = reader.patch("retry", reader.object("retry"))
    after = reader.patch("after", reader.parents("after"))
  }
}
