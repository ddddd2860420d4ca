/** The engine under everything that can happen, played with the sample sagas. */
import { specifySaga } from '@chronovisor/testing';
import { chainSaga, parts, sampleSaga, triggerType } from './sample-sagas.ts';
import { sampleExample } from './sample-services.ts';

specifySaga(sampleSaga, { ...sampleExample, title: 'with two volumes side by side' });
specifySaga(sampleSaga, {
  ...sampleExample,
  title: 'without a start',
  trigger: { type: triggerType, data: { ...parts, start: false, volumeIds: [parts.volumeIds[0]] } },
});
specifySaga(chainSaga, sampleExample);
