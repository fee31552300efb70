// Removes the directories of attempts that ran as other users. Such a user may have left a tree of any size, a process
// that goes on making files in it, a file system, or what is somebody else's: so it goes on one thread, a while for
// each, and what is left then is out of the way and tried again, also at the next start.

import Dispatch
import Glibc
import Logging
import Synchronization
import SystemPackage

/// The places of attempts that are over.
final class PlaceBroom: Sendable {
  private struct State {
    var isClosed = false
    var isAgainSet = false
    /// What could not even be moved out of the way.
    var stuck: Set<String> = []
    /// What the log says cannot be removed.
    var told: Set<String> = []
  }

  private let state = Mutex(State())
  private let dataDirectory: String
  private let pauseMicros: Int64
  private let turn: @Sendable () -> FileTree.Turn
  private let logger: Logger
  private let queue = DispatchQueue(label: "jobd.places", qos: .utility)

  private static let leftPrefix = "attempts.left-"

  /// - Parameters:
  ///   - pauseMicros: before what is left is tried again.
  ///   - turn: how much of a place is removed at a time.
  init(
    _ dataDirectory: String, logger: Logger, pauseMicros: Int64 = Limits.placePauseMicros,
    turn: @escaping @Sendable () -> FileTree.Turn = {
      FileTree.Turn(entriesMax: Limits.placeEntriesMax, micros: Limits.placeMicros)
    }
  ) {
    self.dataDirectory = dataDirectory
    self.pauseMicros = pauseMicros
    self.turn = turn
    self.logger = logger
  }

  /// Moves what is at `path` out of the way, for later.
  func setAside(_ path: String) throws(Errno) {
    let name = "\(Self.leftPrefix)\(UInt64.random(in: 0 ... .max))"
    if rename(path, "\(dataDirectory)/\(name)") != 0 { throw Errno(rawValue: errno) }
    againLater()
  }

  /// Removes a place soon.
  func remove(_ place: String) {
    queue.async {
      if self.isClosed || self.clean(place) { return }
      do throws(Errno) {
        try self.setAside(place)
      } catch {
        self.note(stuck: place)
        self.againLater()
      }
    }
  }

  /// Tries what is left, of earlier boots too; returns when each has had its turn.
  func sweep() async {
    await off { self.pass() }
  }

  /// Returns when nothing is removed any more: another one may work in the directory from then on.
  func close() async {
    state.withLock { $0.isClosed = true }
    await off {}
  }

  private func off(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      queue.async {
        body()
        continuation.resume()
      }
    }
  }

  private var isClosed: Bool { state.withLock(\.isClosed) }

  /// Those that go at once do not wait for the others: each has one turn, in any order, and new ones wait no longer
  /// than the pass may take.
  private func pass() {
    let end = ContinuousClock.now + .micros(Limits.placePassMicros)
    var isSomethingLeft = false
    let (places, holders) = left()
    for place in places.shuffled() {
      if isClosed || ContinuousClock.now >= end {
        isSomethingLeft = true
        break
      }
      if !clean(place) { isSomethingLeft = true }
    }
    for holder in holders where rmdir(holder) != 0 && errno != ENOENT { isSomethingLeft = true }
    if isSomethingLeft { againLater() }
  }

  /// Some of what is left, and the directories of our own in which some of it lies: all places of an earlier boot.
  private func left() -> (places: [String], holders: [String]) {
    var left: [String] = []
    FileTree.forEachName(in: dataDirectory) { name in
      if name.hasPrefix(Self.leftPrefix) { left.append("\(dataDirectory)/\(name)") }
    }
    var (places, holders) = (state.withLock { Array($0.stuck) }, [String]())
    for path in left.shuffled() {
      if places.count >= Limits.placesLookedAtMax { break }
      if let names = FileTree.ownNames(in: path, max: Limits.placesLookedAtMax) {
        holders.append(path)
        places += names.map { "\(path)/\($0)" }
      } else {
        places.append(path)
      }
    }
    return (places, holders)
  }

  /// True if the place is gone.
  private func clean(_ place: String) -> Bool {
    var turn = turn()
    let isGone = FileTree.remove(place, &turn)
    if isGone { state.withLock { _ = $0.stuck.remove(place) } }
    if !isGone && turn.changes == 0 { tell(place) }
    return isGone
  }

  private func note(stuck place: String) {
    state.withLock { state in
      if state.stuck.count < Limits.placesLookedAtMax { state.stuck.insert(place) }
    }
  }

  private func tell(_ place: String) {
    let isNew = state.withLock { state in
      state.told.count < Limits.placesLookedAtMax && state.told.insert(place).inserted
    }
    if !isNew { return }
    logger.warning(
      "what a job of another user has left cannot be removed: something is mounted there, or is somebody else's",
      metadata: [LogKeys.path: "\(place)"])
  }

  private func againLater() {
    let isFirst = state.withLock { state in
      defer { state.isAgainSet = true }
      return !state.isAgainSet && !state.isClosed
    }
    if !isFirst { return }
    queue.asyncAfter(deadline: .now() + .microseconds(Int(pauseMicros))) { [weak self] in
      guard let self else { return }
      state.withLock { $0.isAgainSet = false }
      if !isClosed { pass() }
    }
  }
}
