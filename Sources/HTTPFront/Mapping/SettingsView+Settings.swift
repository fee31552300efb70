// Settings of the daemon on the wire.

import JobCore
import JobWire

extension SettingsView {
  init(_ callbacks: DefaultCallbacks) {
    let source: CallbacksSource =
      callbacks.isConfigured ? .configuration : callbacks.isUnreadable ? .unreadable : .settings
    self.init(callbacks: callbacks.callbacks.map { CallbackSpec($0, for: .path) }, callbacksSource: source)
  }
}
