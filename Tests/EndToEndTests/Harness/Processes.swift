// Looking at processes from outside: who is alive, and in which group.

import Foundation

/// The processes of this machine.
enum Processes {
  /// Whether a process exists and is not a zombie.
  static func isAlive(_ pid: Int) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let name = stat.lastIndex(of: ")")
    else { return false }
    return !stat[name...].hasPrefix(") Z")
  }

  /// How many threads a process has.
  static func threads(of pid: Int32) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").count
  }

  /// The living processes of a process group.
  static func group(_ leader: Int) -> [Int] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
    return all.filter { getpgid(Int32($0)) == Int32(leader) && isAlive($0) }
  }

  /// The children of a process that have ended and that nobody has reaped.
  static func zombies(of parent: Int32) -> [Int] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
    return all.filter { pid in
      guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let name = stat.lastIndex(of: ")")
      else { return false }
      return stat[name...].hasPrefix(") Z \(parent) ")
    }
  }
}
