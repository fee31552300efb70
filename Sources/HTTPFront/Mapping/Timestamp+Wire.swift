// Moments: the same microseconds on both sides.

import JobCore
import JobWire

extension Timestamp {
  init(_ time: WireTime) {
    self.init(micros: time.micros)
  }

  /// `2026-11-22T08:00:00Z`: cut to whole seconds, for sentences.
  var secondsText: String {
    "\(WireTime(self).description.prefix(19))Z"
  }
}

extension WireTime {
  init(_ time: Timestamp) {
    self.init(micros: time.micros)
  }
}
