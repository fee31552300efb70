// The modes of a stop, named on both sides.

import JobCore
import JobWire

extension StopMode {
  init(_ mode: WireStopMode) {
    switch mode {
    case .drain: self = .drain
    case .cancel: self = .cancel
    case .now: self = .now
    }
  }
}
