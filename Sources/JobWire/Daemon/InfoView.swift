// The answer of `GET /v1/info`: the daemon about itself. What its reader may not see is nil.

/// The daemon on one page.
public struct InfoView: Sendable, Equatable {
  public var name: String
  public var version: String
  public var pid: Int
  /// A new one with every start.
  public var bootId: String?
  public var startedAt: WireTime
  public var uptime: WireDuration
  /// `full` or `relaxed`.
  public var durability: String
  public var draining: Bool
  /// Everything is paused; nil if it is not.
  public var paused: PauseView?
  /// It has been told to stop, and ends when what runs has ended; `draining` then, too.
  public var stopping: Bool
  public var debug: Bool
  public var slots: SlotsView
  /// How many queues there are.
  public var queues: Int
  /// Jobs per state.
  public var jobs: StateCounts?
  public var waiters: Int?
  public var connections: Int?
  /// How the open files are shared out.
  public var descriptors: DescriptorsView?
  /// How late the alarm for due times rang last.
  public var loopLag: WireDuration?
  /// Handlers inside the daemon that did not end when told to, and still run.
  public var stuck: Int?
  /// For administrators.
  public var dataDir: String?
  public var store: StoreView
  /// The name under which jobs are noted that the reader submits.
  public var caller: String?

  public init(
    name: String = "jobd", version: String, pid: Int, bootId: String? = nil, startedAt: WireTime, uptime: WireDuration,
    durability: String, draining: Bool, stopping: Bool = false, debug: Bool, slots: SlotsView, queues: Int,
    jobs: StateCounts?, waiters: Int?, connections: Int?, descriptors: DescriptorsView? = nil,
    loopLag: WireDuration? = nil, stuck: Int? = 0, dataDir: String?,
    store: StoreView, caller: String? = nil
  ) {
    self.name = name
    self.version = version
    self.pid = pid
    self.bootId = bootId
    self.startedAt = startedAt
    self.uptime = uptime
    self.durability = durability
    self.draining = draining
    self.stopping = stopping
    self.debug = debug
    self.slots = slots
    self.queues = queues
    self.jobs = jobs
    self.waiters = waiters
    self.connections = connections
    self.descriptors = descriptors
    self.loopLag = loopLag
    self.stuck = stuck
    self.dataDir = dataDir
    self.store = store
    self.caller = caller
  }
}

extension InfoView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    writer.field("version", version)
    writer.field("pid", pid)
    writer.field("boot_id", bootId)
    writer.field("started_at", startedAt)
    writer.field("uptime", uptime)
    writer.field("durability", durability)
    writer.field("draining", draining)
    writer.field("paused", paused)
    writer.field("stopping", stopping)
    writer.field("debug", debug)
    writer.field("slots", slots)
    writer.field("queues", queues)
    writer.field("jobs", jobs)
    writer.field("waiters", waiters)
    writer.field("connections", connections)
    writer.field("descriptors", descriptors)
    writer.field("loop_lag", loopLag)
    writer.field("stuck", stuck)
    writer.field("data_dir", dataDir)
    writer.field("store", store)
    writer.field("caller", caller)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.string("name") ?? "jobd"
    version = reader.required("version", reader.string("version"), or: "")
    pid = reader.required("pid", reader.int("pid"), or: 0)
    bootId = reader.string("boot_id")
    startedAt = reader.required("started_at", reader.time("started_at"), or: WireTime(micros: 0))
    uptime = reader.required("uptime", reader.duration("uptime"), or: WireDuration(micros: 0))
    durability = reader.required("durability", reader.string("durability"), or: "")
    draining = reader.required("draining", reader.bool("draining"), or: false)
    paused = reader.object("paused")
    stopping = reader.bool("stopping") ?? false
    debug = reader.required("debug", reader.bool("debug"), or: false)
    slots = reader.required("slots", reader.object("slots"), or: SlotsView(total: 0, used: 0))
    queues = reader.required("queues", reader.int("queues"), or: 0)
    jobs = reader.object("jobs")
    waiters = reader.int("waiters")
    connections = reader.int("connections")
    descriptors = reader.object("descriptors")
    loopLag = reader.duration("loop_lag")
    stuck = reader.int("stuck")
    dataDir = reader.string("data_dir")
    store = reader.required(
      "store", reader.object("store"),
      or: StoreView(sqliteVersion: "", sizeBytes: nil, walBytes: nil, storageFull: false))
    caller = reader.string("caller")
  }
}
