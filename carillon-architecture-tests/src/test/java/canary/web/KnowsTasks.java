package canary.web;

import canary.tasks.Shell;

final class KnowsTasks {
    final Shell shell = new Shell();
}
