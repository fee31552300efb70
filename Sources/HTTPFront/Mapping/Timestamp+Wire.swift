// Moments: the same microseconds on both sides.

import JobCore
import JobWire

extension Timestamp {
  init(_ time: WireTime) {
    self.init(micros: time.micros)
  }
}

extension WireTime {
  init(_ time: Timestamp) {
    self.init(micros: time.micros)
  }
}
