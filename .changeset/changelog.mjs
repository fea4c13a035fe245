// Lines of the changelogs: what a changeset says, and one line for all the packages of ours that came along.
export default {
  getReleaseLine: async ({ summary }) => {
    const [first = '', ...rest] = summary.trim().split('\n');
    return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  },
  getDependencyReleaseLine: async (_changesets, dependencies) =>
    dependencies.length === 0
      ? ''
      : `- With ${dependencies.map(({ name, newVersion }) => `${name}@${newVersion}`).join(', ')}`,
};
