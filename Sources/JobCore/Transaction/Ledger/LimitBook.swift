// The limit keys as the writer knows them: how many of their jobs run, and how many stand in which line.

/// A limit key as the writer knows it.
struct LimitMemory: Equatable {
  let id: Int64
  let key: String
  var max: Int
  var running = 0
  /// Unfinished jobs with this key; the key is forgotten with the last.
  var references = 0
  /// Queued jobs by the line in which they stand.
  var lines: [Place: Line] = [:]

  /// Where queued jobs of the key stand. One line for each executor, so that those for which there is none now, a
  /// remote job without a worker say, hold up no others.
  struct Place: Hashable {
    let queue: Int64
    let lane: String?
  }

  /// The queued jobs of one line: a claim sees the admitted ones, which are no more than may start.
  struct Line: Equatable {
    var admitted = 0
    var parked = 0
  }

  var permits: Int { Swift.max(0, max - running) }

  /// Whether a claim may have to see other jobs of it than it does, as far as can be told without their rows.
  var isToBeAdmitted: Bool {
    references <= 0 || lines.values.contains { $0.parked > 0 || $0.admitted > permits }
  }

  fileprivate mutating func note(_ links: JobLinks, from: JobState?, to: JobState?, queue: Int64) {
    if from == nil { references += 1 }
    if from == .queued {
      let place = Place(queue: links.queue, lane: links.lane)
      if links.isParked { lines[place]?.parked -= 1 } else { lines[place]?.admitted -= 1 }
    }
    if from == .running { running -= 1 }
    if to == .queued { lines[Place(queue: queue, lane: links.lane), default: Line()].parked += 1 }
    if to == .running { running += 1 }
    if to?.isTerminal ?? true { references -= 1 }
  }
}

/// All limit keys.
struct LimitBook: Equatable {
  private var limits = JournaledMap<Int64, LimitMemory>()
  private var ids = JournaledMap<ByteText, Int64>()
  /// Keys whose lines have to be looked at before the next claim.
  var changed = JournaledSet<Int64>()
  @Journaled private(set) var lastID: Int64 = 0

  var count: Int { limits.count }
  var isEmpty: Bool { limits.isEmpty }
  var all: Dictionary<Int64, LimitMemory>.Values { limits.values }

  subscript(id: Int64) -> LimitMemory? {
    get { limits[id] }
    _modify { yield &limits[id] }
  }

  func id(of key: String) -> Int64? {
    ids[ByteText(key)]
  }

  mutating func add(_ limit: LimitMemory) {
    limits[limit.id] = limit
    ids[ByteText(limit.key)] = limit.id
    lastID = max(lastID, limit.id)
  }

  mutating func remove(_ limit: LimitMemory) {
    limits[limit.id] = nil
    ids[ByteText(limit.key)] = nil
  }

  /// Keeps the lines of a limit key when one of its jobs goes `from` one state `to` another.
  mutating func note(_ links: JobLinks, from: JobState?, to: JobState?, queue: Int64) {
    guard let id = links.limit, limits[id] != nil else { return }
    limits[id]?.note(links, from: from, to: to, queue: queue)
    changed.insert(id)
  }

  mutating func begin() {
    _lastID.begin()
  }

  mutating func commit() {
    limits.commit()
    ids.commit()
    changed.commit()
    _lastID.commit()
  }

  mutating func rollBack() {
    limits.rollBack()
    ids.rollBack()
    changed.rollBack()
    _lastID.rollBack()
  }
}
