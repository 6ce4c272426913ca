/** The minors' gate: how often it holds what is harmless. The other side cannot be measured: such material must not exist here. */
import { readdirSync } from 'node:fs';
import { testMedia } from '../support/media.ts';
import type { Area } from './measure.ts';
import { proportion } from './statistics.ts';

export const area: Area = {
  name: 'gate',
  async figures(context) {
    const names = readdirSync(testMedia('.'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(jpg|png|heic|mp4|mkv)$/.test(name)).sort();
    let items = 0;
    let held = 0;
    for (const name of names) {
      const analysed = await context.analyse(testMedia(name), ['face_detection', 'cut_analysis']);
      // A photo is one item, a film has one more shot than cuts.
      items += 1 + analysed.of('cut_analysis').length;
      const gate = analysed.run('minors_gate');
      if (gate?.status !== 'done') context.say(`${name}: the gate ended as ${gate?.status ?? 'never run'} ${gate?.reason ?? ''}`);
      held += gate?.status === 'done' ? 0 : gate?.held?.length ?? 1;
    }
    return [{
      analyzer: 'minors_gate', tier: 'lite', what: 'harmless photos and shots that are held', unit: 'share', goal: { atMost: 0 }, ...proportion(held, items),
      truth: 'every photo and shot of the shared media: nothing in them is explicit',
      note: 'how many explicit shots are recognised was not and will not be measured here; what the gate does with recorded outputs is in tests/integration/minors-gate.test.ts.',
    }];
  },
};
