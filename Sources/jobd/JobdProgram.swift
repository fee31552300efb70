// The first thing that happens in the process: the standard descriptors are filled, and those beyond them counted, before
// another one is opened.

import ArgumentParser

/// The entry of the program.
@main enum JobdProgram {
  static func main() async {
    StandardDescriptors.fill()
    _ = OpenFilesLimit.inherited
    await Jobd.main()
  }
}
