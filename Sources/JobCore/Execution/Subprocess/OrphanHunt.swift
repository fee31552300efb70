// Ends what an earlier boot of the daemon left running, before any of it may run again.

import CLinux
import Glibc
import Logging

/// Finds and kills the processes of lost attempts.
struct OrphanHunt {
  let storeMark: String
  let machineBoot: String
  /// The users that commands may run as, besides jobd itself. They know the mark of the store, and can put the mark of
  /// any start into the environment of their processes.
  var guests: [String: uid_t] = [:]
  let logger: Logger

  /// Kills the process groups of `lost`, and whatever else carries their mark in its environment: a child whose
  /// number had not reached the store yet, or one that left its group. Returns when all of them are gone, or with the
  /// jobs of those that do not die: none of these may run again.
  func kill(_ lost: [LostAttempt]) async -> Set<JobID> {
    let here = lost.filter { $0.machineBoot == machineBoot }
    if here.isEmpty { return [] }
    // Each group is told of once: what has been killed may be seen for a while yet.
    var told: Set<pid_t> = []
    for attempt in here {
      if let pid = killGroup(attempt) { told.insert(pid) }
    }
    let marks = Dictionary(here.map { (mark(of: $0), $0) }) { first, _ in first }
    // A marked process may fork while it is looked for: look until there is none.
    for _ in 0..<Limits.orphanLooksMax {
      let marked = Self.processes { mark, user in marks[mark].map { mayBe(user, of: $0) } ?? false }
      if marked.isEmpty { return [] }
      for pid in marked {
        let group = getpgid(pid)
        if group > 0, !told.contains(group), told.insert(pid).inserted {
          logger.warning("killing another process of a lost attempt", metadata: [LogKeys.pid: "\(pid)"])
        }
        Glibc.kill(pid, SIGKILL)
      }
      try? await Task.sleep(for: .micros(Limits.orphanLookMicros))
    }
    let survivors = here.filter { attempt in
      let mark = mark(of: attempt)
      return !Self.processes { $0 == mark && mayBe($1, of: attempt) }.isEmpty
    }
    logger.error("processes of lost attempts do not die", metadata: [LogKeys.count: "\(survivors.count)"])
    return Set(survivors.map(\.job.id))
  }

  /// Kills the worker processes of other boots than this one, and what they have started; false if some do not die.
  func killWorkers(boot: Int64) async -> Bool {
    let marks = ChildEnvironment.workerMarks(store: storeMark)
    let own = "\(marks)\(boot)/"
    var told: Set<pid_t> = []
    for _ in 0..<Limits.orphanLooksMax {
      let found = Self.processes { $0.hasPrefix(marks) && !$0.hasPrefix(own) && isNoGuest($1) }
      if found.isEmpty { return true }
      for pid in found {
        if told.insert(pid).inserted {
          logger.warning("killing a worker process of an earlier jobd", metadata: [LogKeys.pid: "\(pid)"])
        }
        // Its group, if it leads one: what it has started may have emptied its environment.
        if getpgid(pid) == pid { killpg(pid, SIGKILL) }
        Glibc.kill(pid, SIGKILL)
      }
      try? await Task.sleep(for: .micros(Limits.orphanLookMicros))
    }
    logger.error("worker processes of an earlier jobd do not die")
    return false
  }

  /// Answers the first process of the group, if it is there.
  private func killGroup(_ attempt: LostAttempt) -> pid_t? {
    guard let pid = attempt.pid, let ticks = attempt.pidTicks, let start = ProcFile.startTicks(pid),
      ProcessClock.matches(start: start, record: ticks)
    else { return nil }
    logger.warning(
      "killing the process group of a lost attempt",
      metadata: [LogKeys.pid: "\(pid)", LogKeys.jobID: "\(attempt.job.id)"])
    killpg(pid, SIGKILL)
    return pid
  }

  private func mark(of attempt: LostAttempt) -> String {
    ChildEnvironment.mark(store: storeMark, attempt.job.fence)
  }

  /// Whether a process of this user may be one of the attempt. What runs as jobd may go on as whoever it likes, but for
  /// those who could only claim to be it; a user who is not known any more may be anybody.
  private func mayBe(_ user: uid_t, of attempt: LostAttempt) -> Bool {
    guard let name = RunAsPolicy.user(of: attempt.job) else { return isNoGuest(user) }
    return guests[name].map { $0 == user } ?? true
  }

  private func isNoGuest(_ user: uid_t) -> Bool { !guests.values.contains(user) }

  /// Live processes whose mark is wanted, by it and by the user who has started the program. Where jobd is not root's,
  /// only those of its own user can be read; others cannot be ours.
  static func processes(_ isWanted: (_ mark: String, _ user: uid_t) -> Bool) -> [pid_t] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    let prefix = Array("\(ChildEnvironment.markName)=".utf8)
    var found: [pid_t] = []
    while let entry = readdir(directory) {
      guard let name = clinux_entry_name(entry), let pid = pid_t(String(cString: name)),
        let environment = ProcFile.bytes("/proc/\(pid)/environ")
      else { continue }
      let marks = environment.split(separator: 0).filter { $0.starts(with: prefix) }
      if marks.isEmpty { continue }
      guard let user = ProcFile.user(pid) else { continue }
      let isMarked = marks.contains { isWanted(String(decoding: $0.dropFirst(prefix.count), as: UTF8.self), user) }
      if isMarked { found.append(pid) }
    }
    return found
  }
}
