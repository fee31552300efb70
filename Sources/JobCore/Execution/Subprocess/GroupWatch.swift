// Tells when the processes of a group are gone. There is no event for that, so it looks, for all who wait at once, and
// only while somebody waits: from the end of a group's leader after a stop to the end of the grace.

import Dispatch
import Glibc
import Synchronization

/// The groups whose end somebody waits for.
final class GroupWatch: Sendable {
  static let shared = GroupWatch()

  /// One wait; it ends at the latest when nobody holds a reference to it any more.
  final class Wait: Sendable {
    deinit { GroupWatch.shared.end(self) }
  }

  private struct Entry {
    let group: pid_t
    let gone: @Sendable () -> Void
    /// How many scans in a row have found nothing of it that lives.
    var emptyScans = 0
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var isLooking = false
    var looks = 0
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "jobd.groups", qos: .userInitiated)

  /// Calls `gone` once nothing lives in `group` any more (at once if that is so already), unless `end` comes first. The
  /// caller keeps the wait until it is over.
  func begin(_ wait: Wait, _ group: pid_t, _ gone: @escaping @Sendable () -> Void) {
    if !Self.exists(group) { return gone() }
    let isFirst = state.withLock { state in
      state.entries[ObjectIdentifier(wait)] = Entry(group: group, gone: gone)
      defer { state.isLooking = true }
      return !state.isLooking
    }
    if isFirst { lookSoon() }
  }

  func end(_ wait: Wait) {
    state.withLock { $0.entries[ObjectIdentifier(wait)] = nil }
  }

  private func lookSoon() {
    queue.asyncAfter(deadline: .now() + .microseconds(Int(Limits.groupLookMicros))) { self.look() }
  }

  private func look() {
    let isScan = state.withLock { state in
      state.looks += 1
      return state.looks % Limits.groupLooksPerScan == 0
    }
    let living = isScan ? Self.livingGroups() : nil
    let (gone, isMore) = state.withLock { state in
      var gone: [@Sendable () -> Void] = []
      for (id, var entry) in state.entries {
        if let living { entry.emptyScans = living.contains(entry.group) ? 0 : entry.emptyScans + 1 }
        // One scan may miss a child whose parent ends meanwhile.
        if !Self.exists(entry.group) || entry.emptyScans >= 2 {
          gone.append(entry.gone)
          state.entries[id] = nil
        } else {
          state.entries[id] = entry
        }
      }
      state.isLooking = !state.entries.isEmpty
      return (gone, state.isLooking)
    }
    for gone in gone { gone() }
    if isMore { lookSoon() }
  }

  /// Whether a process is in the group, zombies included. As long as one is, the kernel gives the number to nobody
  /// else; and it comes back to a number only after all others, which takes far longer than the time between two looks.
  static func exists(_ group: pid_t) -> Bool {
    killpg(group, 0) == 0 || errno != ESRCH
  }

  /// The groups of all processes but zombies: where nobody reaps orphans (a container without an init), an ended group
  /// exists for ever. `nil` if that cannot be found out.
  private static func livingGroups() -> Set<pid_t>? {
    var groups: Set<pid_t> = []
    var isWhole = true
    FileTree.forEachName(in: "/proc") { name in
      guard pid_t(name) != nil else { return }
      let descriptor = open("/proc/\(name)/stat", O_RDONLY | O_CLOEXEC)
      if descriptor < 0 {
        // Anything but a process that has just ended: no descriptors are left, for instance.
        if errno != ENOENT && errno != ESRCH { isWhole = false }
        return
      }
      defer { close(descriptor) }
      var buffer = [UInt8](repeating: 0, count: 512)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0, let name = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return }
      let fields = buffer[(name + 1)..<count].split(separator: UInt8(ascii: " "), maxSplits: 3)
      // Its state, its parent, its group.
      guard fields.count > 2, let state = fields[0].first, let group = pid_t(String(decoding: fields[2], as: UTF8.self))
      else { return }
      if state != UInt8(ascii: "Z") && state != UInt8(ascii: "X") { groups.insert(group) }
    }
    // Our own is there if any is.
    return isWhole && !groups.isEmpty ? groups : nil
  }
}
