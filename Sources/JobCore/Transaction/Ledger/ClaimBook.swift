// Who waits for jobs, and whether there is something for them to look at.

/// The claim of this daemon that waits for work.
struct ParkedClaim {
  var room: ClaimRoom
  /// Of the claim, then of its last revision.
  var order: Int
  let answer: @Sendable ([ClaimedJob]) -> Void
}

/// What has become ready, or may start that could not before, since the claims last looked.
struct ReadyNews: Equatable {
  /// A job became ready, or a queue opened, for this daemon's own executors.
  var hasNewWork = false
  /// Jobs of remote workers that could not start before may now: the waiting claims look again.
  var hasRemoteRoom = false
  /// The same for the jobs of some queues.
  var remoteRooms: Set<Int64> = []
  /// Lanes of remote workers in which this transaction made jobs ready, and in which queues.
  var newRemote: [String: Set<Int64>] = [:]
  /// Wishes of waiting workers that have been left for the next transaction.
  var unservedWishes: Set<RemoteLine.Wish> = []
  /// External jobs have become ready, or may start that could not before.
  var hasExternalNews = false

  /// Whether the waiting claims of remote workers have something to look at.
  var hasRemoteNews: Bool { hasRemoteRoom || !remoteRooms.isEmpty || !newRemote.isEmpty || !unservedWishes.isEmpty }

  mutating func forgetRemoteNews() {
    hasRemoteRoom = false
    remoteRooms = []
    newRemote = [:]
    unservedWishes = []
  }

  /// Jobs that waited may start now, wherever they are carried out.
  mutating func noteRoom() {
    hasNewWork = true
    hasRemoteRoom = true
    hasExternalNews = true
  }

  /// The same for the jobs of one queue.
  mutating func noteRoom(in queue: Int64) {
    hasNewWork = true
    remoteRooms.insert(queue)
    hasExternalNews = true
  }
}

/// The claims that wait, and what is for them.
struct ClaimBook {
  /// The claim of this daemon, if one waits.
  @Journaled var parked: ParkedClaim?
  /// It may take more than when it last looked.
  @Journaled var isRevised = false
  /// The remote workers that wait.
  var remote = RemoteLine()
  @Journaled var news = ReadyNews()
  /// Nothing is started or handed out until this daemon ends, or is told to go on.
  @Journaled var isDraining = false
  /// The pause of everything, if it is on.
  @Journaled var pause: PauseTerms?
  /// Lanes of this daemon's own executors that may have ready jobs, and in which queues. May name some too many; a
  /// claim that finds nothing takes them out.
  private(set) var lanes = JournaledMap<String, Set<Int64>>()

  /// Nothing is started or handed out.
  var startsNothing: Bool { isDraining || pause != nil }

  /// Somebody waits for what has become ready and has not been looked at.
  var isAwaitedWorkLeft: Bool {
    (news.hasNewWork && parked != nil) || (news.hasRemoteNews && !remote.isEmpty)
  }

  /// A job of `lane` is ready in `queue`.
  mutating func noteReady(_ lane: String, queue: Int64) {
    if Lane.isRemote(lane) {
      news.newRemote[lane, default: []].insert(queue)
      return
    }
    if lane == Lane.external { news.hasExternalNews = true }
    if lanes[lane]?.contains(queue) ?? false { return }
    addLane(lane, queues: [queue])
  }

  mutating func addLane(_ lane: String, queues: Set<Int64>) {
    lanes[lane] = (lanes[lane] ?? []).union(queues)
  }

  /// No job of `lane` is ready in `queue`.
  mutating func forgetReady(_ lane: String, queue: Int64) {
    lanes[lane]?.remove(queue)
    if lanes[lane]?.isEmpty ?? false { lanes[lane] = nil }
  }

  mutating func begin() {
    _parked.begin()
    _isRevised.begin()
    _news.begin()
    _isDraining.begin()
    _pause.begin()
  }

  mutating func commit() {
    _parked.commit()
    _isRevised.commit()
    remote.commit()
    _news.commit()
    _isDraining.commit()
    _pause.commit()
    lanes.commit()
  }

  mutating func rollBack() {
    _parked.rollBack()
    _isRevised.rollBack()
    remote.rollBack()
    _news.rollBack()
    _isDraining.rollBack()
    _pause.rollBack()
    lanes.rollBack()
  }
}
