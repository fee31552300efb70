// The first thing that happens in the process: the standard descriptors are filled before another one is opened.

import ArgumentParser

/// The entry of the program.
@main enum JobdProgram {
  static func main() async {
    StandardDescriptors.fill()
    await Jobd.main()
  }
}
