// What the built-in handler `sleep` is told, and the blocking way to do it.

import Glibc

import struct Foundation.Data
import class Foundation.JSONDecoder

/// The payload of `sleep`.
enum SleepPayload {
  private struct Object: Decodable {
    var seconds: Double
  }

  /// Microseconds, from a number of seconds or `{"seconds": …}`.
  static func micros(_ payload: String?) throws(HandlerError) -> Int64 {
    let data = Data((payload ?? "").utf8)
    let seconds =
      (try? JSONDecoder().decode(Double.self, from: data))
      ?? (try? JSONDecoder().decode(Object.self, from: data))?.seconds
    // False for what is no number as well.
    guard let seconds, seconds >= 0, seconds <= Double(Limits.durationMicrosMax / 1_000_000) else {
      throw HandlerError(
        code: "payload", message: "the payload must be a number of seconds, such as 2 or {\"seconds\": 2}")
    }
    return Int64(seconds * 1_000_000)
  }

  /// Blocks the calling thread.
  static func block(_ micros: Int64) {
    var rest = timespec(tv_sec: Int(micros / 1_000_000), tv_nsec: Int(micros % 1_000_000) * 1_000)
    // A signal ends one sleep, and leaves what is left of it.
    var left = rest
    while nanosleep(&rest, &left) != 0 && errno == EINTR { rest = left }
  }
}
