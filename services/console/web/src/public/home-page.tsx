import { IS_CENTRE, SITE } from '../site.ts';
import { SearchBox } from './search-box.tsx';

/** The first page: one field. */
export function HomePage() {
  return (
    <>
      <section className="hero">
        <div className="wide">
          <h1>{IS_CENTRE ? '国家企业信用信息公示系统' : `${SITE.name}企业信用信息公示`}</h1>
          <p className="lead">
            {IS_CENTRE ? '查询全国' : `查询${SITE.name}`}企业、个体工商户和农民专业合作社的登记、许可、处罚等公示信息
          </p>
          <SearchBox />
        </div>
      </section>
      <div className="wide">
        <section className="home-facts card" aria-label="本系统说明">
          <div>
            <h2>谁产生、谁提供、谁负责</h2>
            <p>每条信息都标明提供部门、报送批次和公示时间，可追溯到报送的那一行。</p>
          </div>
          <div>
            <h2>中央与省级保持一致</h2>
            <p>各省公示的每一次变更都记入只增不改的透明日志，中央逐条核验后才对外提供。</p>
          </div>
          <div>
            <h2>一键核验，离线可查</h2>
            <p>证明由您自己的浏览器计算核对，不依赖本网站的说法；文件可保存，日后离线核验。</p>
          </div>
        </section>
      </div>
    </>
  );
}
