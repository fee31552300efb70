// The body of `PUT /v1/queues/{name}`.

/// Settings of a queue; what is absent stays as it is, null means the default.
public struct QueueRequest: Sendable, Equatable {
  /// How many jobs run at a time; null: as many as the daemon has slots.
  public var slots: PatchField<Int> = .absent
  /// How many jobs may wait in it; more are refused.
  public var maxQueued: PatchField<Int> = .absent
  /// How often jobs start.
  public var rate: PatchField<RateSpec> = .absent
  /// A waiting job gains one priority for each of these.
  public var aging: PatchField<WireDuration> = .absent
  /// The timeout of jobs that come without one.
  public var defaultTimeout: PatchField<WireDuration> = .absent
  /// The user as whom its commands run; null: the daemon's own.
  public var runAs: PatchField<String> = .absent
  /// Who is told of the end of each of its jobs; null: nobody.
  public var callbacks: PatchField<[CallbackSpec]> = .absent

  /// Settings that change nothing, to fill in.
  public init() {}

  /// Settings that change the number of slots.
  public init(slots: Int) { self.slots = .value(slots) }
}

extension QueueRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.patch("slots", slots) { $0.integer(Int64($1)) }
    writer.patch("max_queued", maxQueued) { $0.integer(Int64($1)) }
    writer.patch("rate", rate)
    writer.patch("aging", aging)
    writer.patch("default_timeout", defaultTimeout)
    writer.patch("run_as", runAs) { $0.string($1) }
    writer.patch("callbacks", callbacks) { $0.array($1) }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    slots = reader.patch("slots", reader.int("slots", in: 0 ... .max))
    maxQueued = reader.patch("max_queued", reader.int("max_queued", in: 0 ... .max))
    rate = reader.patch("rate", reader.object("rate"))
    aging = reader.patch("aging", reader.duration("aging"))
    defaultTimeout = reader.patch("default_timeout", reader.duration("default_timeout"))
    runAs = reader.patch("run_as", reader.string("run_as"))
    callbacks = reader.patch("callbacks", reader.objects("callbacks"))
  }
}
