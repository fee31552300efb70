// The kernel's clock for the birth of processes, and what /proc says about one.

import Glibc

/// Times of processes, in the kernel's ticks since the machine's boot.
enum ProcessClock {
  private static let ticksPerSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))

  static func ticksSinceBoot() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * ticksPerSecond + Int64(time.tv_nsec) * ticksPerSecond / 1_000_000_000
  }

  /// Whether a process born at `start` may be the one recorded at `record`: noted right after its birth, so at most a
  /// moment later. A second allows for a machine under load; a number is not given out again that fast.
  static func matches(start: Int64, record: Int64) -> Bool {
    start <= record + 1 && start >= record - ticksPerSecond
  }

  /// This boot of the machine.
  static func machineBoot() -> String {
    ProcFile.text("/proc/sys/kernel/random/boot_id")?.trimmingSuffix("\n") ?? "unknown"
  }
}

/// Small files of /proc, read whole.
enum ProcFile {
  static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return count < 0 && all.isEmpty ? nil : all }
      all.append(contentsOf: buffer[..<count])
      if all.count > 4_194_304 { return all }
    }
  }

  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whose process `pid` is: its real user, whatever rights its program has; `nil` if it is gone.
  static func user(_ pid: Int32) -> uid_t? {
    guard let line = text("/proc/\(pid)/status")?.split(separator: "\n").first(where: { $0.hasPrefix("Uid:") }) else {
      return nil
    }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { uid_t($0) }
  }

  /// The birth of process `pid` in ticks since boot, from field 22 of its stat; `nil` if it is gone.
  static func startTicks(_ pid: Int32) -> Int64? {
    guard let text = text("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    return fields.count > 19 ? Int64(fields[19]) : nil
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: Character) -> String {
    last == suffix ? String(dropLast()) : self
  }
}
